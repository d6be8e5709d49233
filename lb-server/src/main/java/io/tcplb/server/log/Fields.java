package io.tcplb.server.log;

/** Builds {@code what key=value key="a value"}: a headline and fields that a person reads and a script splits. */
public final class Fields {
    private static final char[] HEX = "0123456789abcdef".toCharArray();

    private final StringBuilder text = new StringBuilder(160);

    Fields(String headline) {
        text.append(headline);
    }

    Fields add(String key, String value) {
        text.append(' ').append(key).append('=');
        appendValue(text, value);
        return this;
    }

    Fields add(String key, long value) {
        text.append(' ').append(key).append('=').append(value);
        return this;
    }

    /** Adds the field unless its value is empty, which says that the field does not apply. */
    Fields addIfAny(String key, String value) {
        return value.isEmpty() ? this : add(key, value);
    }

    @Override
    public String toString() {
        return text.toString();
    }

    /**
     * Quotes what would not read back as one value; an empty value becomes {@code -}. Control characters are escaped,
     * since a server's answer quoted in a reason must not forge a line.
     */
    static void appendValue(StringBuilder out, String value) {
        if (value.isEmpty()) {
            out.append('-');
        } else if (isPlain(value)) {
            out.append(value);
        } else {
            appendQuoted(out, value);
        }
    }

    /** Appends a JSON string, which is also how the text form quotes. */
    public static void appendQuoted(StringBuilder out, String value) {
        out.append('"');
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            switch (c) {
                case '"' -> out.append("\\\"");
                case '\\' -> out.append("\\\\");
                case '\n' -> out.append("\\n");
                case '\r' -> out.append("\\r");
                case '\t' -> out.append("\\t");
                default -> {
                    if (mustEscape(value, i)) {
                        out.append("\\u").append(HEX[c >> 12]).append(HEX[c >> 8 & 15]);
                        out.append(HEX[c >> 4 & 15]).append(HEX[c & 15]);
                    } else {
                        out.append(c);
                    }
                }
            }
        }
        out.append('"');
    }

    /** Control characters, line separators, and halves of a surrogate pair, which no UTF-8 can carry. */
    private static boolean mustEscape(String value, int i) {
        char c = value.charAt(i);
        if (c < ' ' || (c >= 0x7f && c < 0xa0) || c == '\u2028' || c == '\u2029') {
            return true;
        }
        if (Character.isHighSurrogate(c)) {
            return i + 1 == value.length() || !Character.isLowSurrogate(value.charAt(i + 1));
        }
        return Character.isLowSurrogate(c) && (i == 0 || !Character.isHighSurrogate(value.charAt(i - 1)));
    }

    private static boolean isPlain(String value) {
        if (value.equals("-")) {
            return false; // stands for an empty value
        }
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c <= ' ' || c >= 0x7f || c == '"' || c == '=' || c == '\\') {
                return false;
            }
        }
        return true;
    }
}
