package io.tcplb.server.admin;

import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Who may do what. With a token, whoever knows it may change things, and everybody may look. Without one, only programs
 * of this machine may do either, and no web page that a browser of this machine shows: a page of another site cannot
 * name a loopback host (DNS rebinding), hide its origin, or send JSON without asking first.
 */
final class Access {
    /** Why a request is turned away. */
    record Denial(HttpResponseStatus status, String why) {}

    private Access() {}

    /** Returns {@code null} when the caller may. */
    static @Nullable Denial denial(@Nullable Token token, Caller caller) {
        if (token != null) {
            boolean may = !caller.changes() || token.matches(only(caller.authorization()));
            return may
                    ? unlessJson(caller)
                    : new Denial(HttpResponseStatus.UNAUTHORIZED, "the bearer token is missing or wrong");
        }
        if (!caller.peer().isLoopbackAddress()) {
            return forbidden("without admin.token-file only this machine may");
        }
        String host = only(caller.host());
        if (host == null || !isLoopback(withoutPort(host))) {
            return forbidden("without admin.token-file the Host header must be localhost or a loopback address");
        }
        if (!caller.origin().isEmpty() && !isLoopback(originHost(caller.origin()))) {
            return forbidden("without admin.token-file no page of another site may");
        }
        return unlessJson(caller);
    }

    /** What a page can send without asking first is no JSON. */
    private static @Nullable Denial unlessJson(Caller caller) {
        return !caller.changes() || isJson(only(caller.contentType()))
                ? null
                : new Denial(
                        HttpResponseStatus.UNSUPPORTED_MEDIA_TYPE,
                        "Content-Type: application/json is required, even without a body");
    }

    private static Denial forbidden(String why) {
        return new Denial(HttpResponseStatus.FORBIDDEN, why);
    }

    /** Two of a header that may come once are as good as none: who reads which? */
    private static @Nullable String only(List<String> values) {
        return values.size() == 1 ? values.get(0) : null;
    }

    private static boolean isJson(@Nullable String contentType) {
        if (contentType == null) {
            return false;
        }
        int parameters = contentType.indexOf(';');
        String type = parameters < 0 ? contentType : contentType.substring(0, parameters);
        return type.strip().equalsIgnoreCase("application/json");
    }

    private static String withoutPort(String host) {
        int colon = host.lastIndexOf(':');
        return colon >= 0 && colon > host.lastIndexOf(']') ? host.substring(0, colon) : host;
    }

    private static String originHost(List<String> origin) {
        String one = only(origin);
        try {
            String host = one == null ? null : new URI(one).getHost();
            return host == null ? "" : host;
        } catch (URISyntaxException e) {
            return "";
        }
    }

    private static boolean isLoopback(String host) {
        if (host.toLowerCase(Locale.ROOT).equals("localhost")) {
            return true;
        }
        boolean bracketed = host.startsWith("[") && host.endsWith("]");
        String literal = bracketed ? host.substring(1, host.length() - 1) : host;
        InetAddress address = NetUtil.createInetAddressFromIpAddressString(literal);
        return address != null && address.isLoopbackAddress();
    }
}
