package io.tcplb.spec;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * A probe that sends bytes and waits for an answer that matches.
 *
 * @param send what to send first, with {@code \r \n \t \0 \\} escapes or as {@code hex:…}; empty = nothing
 * @param receive a regular expression over the answer read as ISO-8859-1, or {@code hex:…} for exact bytes that it
 *     must contain; empty = any first byte
 */
public record ExpectCheck(String send, String receive) {
    private static final String HEX = "hex:";

    public ExpectCheck {
        bytes("send", send);
        pattern(receive);
    }

    /** Returns the bytes to send. */
    public byte[] sendBytes() {
        return bytes("send", send);
    }

    /** Returns what the answer, decoded as ISO-8859-1, must contain. */
    public Pattern receivePattern() {
        return pattern(receive);
    }

    private static Pattern pattern(String receive) {
        if (receive.startsWith(HEX)) {
            String exact = new String(bytes("receive", receive), StandardCharsets.ISO_8859_1);
            return Pattern.compile(Pattern.quote(exact), Pattern.DOTALL);
        }
        try {
            return Pattern.compile(receive, Pattern.DOTALL);
        } catch (PatternSyntaxException e) {
            throw new InvalidSpecException("receive", receive, "a regular expression: " + e.getDescription());
        }
    }

    private static byte[] bytes(String key, String text) {
        if (text.startsWith(HEX)) {
            try {
                return HexFormat.of().parseHex(text.substring(HEX.length()).replace(" ", ""));
            } catch (IllegalArgumentException e) {
                throw new InvalidSpecException(key, text, "hex: and pairs of hexadecimal digits");
            }
        }
        return unescape(text).getBytes(StandardCharsets.UTF_8);
    }

    private static String unescape(String text) {
        StringBuilder out = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c != '\\' || i + 1 == text.length()) {
                out.append(c);
                continue;
            }
            char escaped = text.charAt(++i);
            switch (escaped) {
                case 'r' -> out.append('\r');
                case 'n' -> out.append('\n');
                case 't' -> out.append('\t');
                case '0' -> out.append('\0');
                default -> out.append(escaped);
            }
        }
        return out.toString();
    }
}
