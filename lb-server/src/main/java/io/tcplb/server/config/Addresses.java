package io.tcplb.server.config;

import static io.tcplb.server.config.Values.refused;

import io.netty.util.NetUtil;
import io.tcplb.spec.BindAddress;
import io.tcplb.spec.HostPort;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.regex.Pattern;

/** Addresses as the configuration writes them: literals where lb binds, literals or host names where it connects. */
final class Addresses {
    private static final String LABEL = "[A-Za-z0-9_]([A-Za-z0-9_-]{0,61}[A-Za-z0-9_])?";
    private static final Pattern HOST_NAME = Pattern.compile(LABEL + "(\\." + LABEL + ")*\\.?");

    private static final Pattern NUMBERS_ONLY = Pattern.compile("[0-9.]+");

    private Addresses() {}

    /** Parses {@code 0.0.0.0:80}, {@code [::]:80} or {@code unix:/run/lb.sock}. */
    static BindAddress bind(String text) {
        BindAddress address = BindAddress.parse(text);
        if (address instanceof BindAddress.Inet inet && !isLiteral(inet.host())) {
            throw refused(text, "an IP address, such as 0.0.0.0:8080 or [::]:8080, or unix:/path");
        }
        return address;
    }

    /** Parses an address that cannot be a unix socket. */
    static BindAddress.Inet inet(String text) {
        HostPort address = HostPort.parse("bind", text);
        if (!isLiteral(address.host())) {
            throw refused(text, "an IP address and a port, such as 127.0.0.1:9901");
        }
        return new BindAddress.Inet(address.host(), address.port());
    }

    /** Parses the address of a server. */
    static HostPort server(String text) {
        HostPort address = HostPort.parse("address", text);
        String host = address.host();
        boolean literal = isLiteral(host);
        if (host.indexOf(':') >= 0 && !literal) {
            throw refused(text, "[v6]:port with a valid IPv6 address");
        }
        if (NUMBERS_ONLY.matcher(host).matches() && !literal) {
            throw refused(text, "an IPv4 address of four numbers 0..255");
        }
        if (!literal && (host.length() > 253 || !HOST_NAME.matcher(host).matches())) {
            throw refused(text, "an IP address or a host name of ASCII letters, digits, '-' and '.'");
        }
        if (address.port() == 0) {
            throw refused(text, "a port 1..65535");
        }
        return address;
    }

    /** Parses the local address to connect from; empty leaves the choice to the kernel. */
    static String source(String text) {
        if (!text.isEmpty() && !isLiteral(text)) {
            throw refused(text, "an IP address without a port, or \"\"");
        }
        return text;
    }

    /** Returns the same text for the same address, however it is written. */
    static String canonical(BindAddress address) {
        if (address instanceof BindAddress.Inet inet) {
            byte[] bytes = NetUtil.createByteArrayFromIpAddressString(inet.host());
            return (bytes == null ? inet.host() : Arrays.toString(bytes)) + ':' + inet.port();
        }
        return address.toString();
    }

    /** Returns whether only this machine reaches it. */
    static boolean isLoopback(BindAddress.Inet address) {
        InetAddress literal = NetUtil.createInetAddressFromIpAddressString(address.host());
        return literal != null && literal.isLoopbackAddress();
    }

    private static boolean isLiteral(String host) {
        return NetUtil.isValidIpV4Address(host) || NetUtil.isValidIpV6Address(host);
    }
}
