package io.tcplb.it.kit;

import java.nio.charset.StandardCharsets;

/** PROXY protocol headers, written out by the letter of the specification, as a proxy in front of lb sends them. */
public final class ProxyHeaders {
    private ProxyHeaders() {}

    /** Returns the text form for a client at {@code client}, an IPv4 address, that connected to 198.51.100.9:443. */
    public static byte[] v1(String client) {
        return latin1("PROXY TCP4 " + client + " 198.51.100.9 40000 443\r\n");
    }

    /** Returns the binary form of the same. */
    public static byte[] v2(String client) {
        return v2(client, 0);
    }

    /** @param filling bytes of a field that means nothing (PP2_TYPE_NOOP); 0 leaves it out */
    public static byte[] v2(String client, int filling) {
        int length = 12 + (filling == 0 ? 0 : 3 + filling);
        StringBuilder out = new StringBuilder("\r\n\r\n\0\r\nQUIT\n\41\21");
        number(out, length);
        for (String octet : (client + ".198.51.100.9").split("\\.")) {
            out.append((char) Integer.parseInt(octet));
        }
        number(out, 40_000);
        number(out, 443);
        if (filling > 0) {
            number(out.append('\4'), filling);
            out.append("x".repeat(filling));
        }
        return latin1(out.toString());
    }

    private static void number(StringBuilder out, int sixteenBits) {
        out.append((char) (sixteenBits >> 8)).append((char) (sixteenBits & 0xff));
    }

    /** Returns one byte for each char. */
    public static byte[] latin1(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }
}
