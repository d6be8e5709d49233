package io.tcplb.it.kit;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** A whole HTTP/1.1 answer, as read to the end of its connection. */
public record HttpAnswer(int status, String body) {
    /**
     * Parses what was received.
     *
     * @throws IOException when it is not one complete answer whose body has the announced length
     */
    public static HttpAnswer parse(byte[] received) throws IOException {
        String text = new String(received, StandardCharsets.ISO_8859_1);
        int headEnd = text.indexOf("\r\n\r\n");
        if (!text.startsWith("HTTP/1.1 ") || headEnd < 0) {
            throw new IOException("truncated after " + received.length + " bytes");
        }
        String body = text.substring(headEnd + 4);
        long announced = text.substring(0, headEnd)
                .lines()
                .filter(line -> line.toLowerCase(Locale.ROOT).startsWith("content-length:"))
                .mapToLong(line -> Long.parseLong(line.substring(15).strip()))
                .findFirst()
                .orElse(-1);
        if (announced >= 0 && announced != body.length()) {
            throw new IOException("body of " + body.length() + " bytes (announced " + announced + ")");
        }
        return new HttpAnswer(Integer.parseInt(text.substring(9, 12)), body);
    }
}
