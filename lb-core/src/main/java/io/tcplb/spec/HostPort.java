package io.tcplb.spec;

/**
 * A host name or literal address with a port.
 *
 * @param host name, IPv4 or IPv6 literal without brackets
 * @param port 0..65535
 */
public record HostPort(String host, int port) {
    /**
     * Parses {@code host:port} or {@code [v6]:port}.
     *
     * @param key the configuration key named in the error
     * @throws InvalidSpecException when {@code text} has another form or the port is out of range
     */
    public static HostPort parse(String key, String text) {
        int colon = text.lastIndexOf(':');
        boolean bracketed = text.startsWith("[") && colon > 0 && text.charAt(colon - 1) == ']';
        Require.that(colon > 0, key, text, "host:port or [v6]:port");
        String host = bracketed ? text.substring(1, colon - 1) : text.substring(0, colon);
        Require.that(bracketed || host.indexOf(':') < 0, key, text, "[v6]:port, an IPv6 address in brackets");
        Require.that(!host.isEmpty() && host.indexOf('/') < 0 && !host.contains(" "), key, text, "host:port");
        String digits = text.substring(colon + 1);
        Require.that(digits.matches("[0-9]{1,5}") && Integer.parseInt(digits) <= 65535, key, text, "a port 0..65535");
        return new HostPort(host, Integer.parseInt(digits));
    }

    @Override
    public String toString() {
        return host.indexOf(':') >= 0 ? "[" + host + "]:" + port : host + ":" + port;
    }
}
