package io.tcplb.server.config;

import io.netty.util.NetUtil;
import io.tcplb.server.config.Section.Placed;
import io.tcplb.spec.InvalidSpecException;
import io.tcplb.spec.RouteSpec;
import java.net.IDN;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Reads one route of a listener. */
final class RouteReader {
    private RouteReader() {}

    /** Returns {@code null}, and a problem, when there is nothing to match. */
    static @Nullable RouteSpec read(Section in, String pool) {
        List<String> sni = values(in.readAll("sni", RouteReader::serverName));
        List<String> alpn = values(in.readAll("alpn", RouteReader::protocol));
        if (in.isEmpty("sni") && in.isEmpty("alpn")) {
            in.problem("sni", "at least one server name, unless alpn is given");
        }
        return sni.isEmpty() && alpn.isEmpty() ? null : new RouteSpec(sni, alpn, pool);
    }

    private static List<String> values(List<Placed<String>> placed) {
        return placed.stream().map(Placed::value).toList();
    }

    /** Parses {@code www.example.com} or {@code *.example.com}, as TLS clients send it (RFC 6066, 3). */
    private static String serverName(String text) {
        if (NetUtil.isValidIpV4Address(text) || NetUtil.isValidIpV6Address(text)) {
            throw Values.refused(text, "a host name: TLS clients send no address as a server name");
        }
        try {
            return RouteSpec.serverName(text);
        } catch (InvalidSpecException e) {
            String meant = meant(text);
            throw meant == null ? e : Values.refused(text, e.expected() + "; perhaps " + meant);
        }
    }

    /** Returns the name without a last dot and in its ASCII form; {@code null} when that is none either. */
    private static @Nullable String meant(String text) {
        try {
            String undotted = text.endsWith(".") ? text.substring(0, text.length() - 1) : text;
            return RouteSpec.serverName(IDN.toASCII(undotted).toLowerCase(Locale.ROOT));
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    private static String protocol(String text) {
        return RouteSpec.protocol(text);
    }
}
