package io.tcplb.server.log;

import io.tcplb.server.json.JsonString;

/** Builds {@code what key=value key="a value"}: a headline and fields that a person reads and a script splits. */
public final class Fields {
    private final StringBuilder text = new StringBuilder(160);

    Fields(String headline) {
        text.append(headline);
    }

    /** Starts a line. */
    public static Fields of(String headline) {
        return new Fields(headline);
    }

    public Fields add(String key, String value) {
        text.append(' ').append(key).append('=');
        appendValue(text, value);
        return this;
    }

    public Fields add(String key, long value) {
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
     * Quotes what would not read back as one value; an empty value becomes {@code -}. Quoting escapes control
     * characters, since a server's answer quoted in a reason must not forge a line.
     */
    static void appendValue(StringBuilder out, String value) {
        if (value.isEmpty()) {
            out.append('-');
        } else if (isPlain(value)) {
            out.append(value);
        } else {
            JsonString.append(out, value);
        }
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
