package io.tcplb.spec;

/** Where a listener accepts: {@code host:port}, {@code [v6]:port} or {@code unix:/path}. */
public sealed interface BindAddress {
    /**
     * An IP address and port.
     *
     * @param host a literal address; IPv6 without brackets
     * @param port 0..65535; 0 lets the kernel choose
     */
    record Inet(String host, int port) implements BindAddress {
        public Inet {
            Require.that(!host.isEmpty(), "bind", host, "host:port");
            Require.that(port >= 0 && port <= 65535, "bind", port, "a port 0..65535");
        }

        @Override
        public String toString() {
            return host.indexOf(':') >= 0 ? "[" + host + "]:" + port : host + ":" + port;
        }
    }

    /**
     * A unix domain stream socket.
     *
     * @param path absolute or relative file name; at most 107 bytes, which is the kernel's limit
     */
    record Unix(String path) implements BindAddress {
        public Unix {
            Require.that(
                    !path.isEmpty() && path.getBytes(java.nio.charset.StandardCharsets.UTF_8).length <= 107,
                    "bind",
                    "unix:" + path,
                    "a path of 1..107 bytes");
        }

        @Override
        public String toString() {
            return "unix:" + path;
        }
    }

    /**
     * Parses one address as the configuration writes it.
     *
     * @throws InvalidSpecException when {@code text} is none of the three forms
     */
    static BindAddress parse(String text) {
        if (text.startsWith("unix:")) {
            return new Unix(text.substring("unix:".length()));
        }
        HostPort parsed = HostPort.parse("bind", text);
        return new Inet(parsed.host(), parsed.port());
    }
}
