package io.tcplb.server.log;

import io.tcplb.server.json.JsonString;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.Locale;

/** Bytes of whole lines on their way to a file. Grows as needed and is reused, so that a line costs no garbage. */
final class LineBuffer {
    private static final DateTimeFormatter SECOND =
            DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss", Locale.ROOT).withZone(ZoneOffset.UTC);

    private final StringBuilder quoted = new StringBuilder();
    private byte[] bytes = new byte[64 << 10];
    private int length;
    private int lines;
    private long formattedSecond = Long.MIN_VALUE;
    private String secondText = "";

    /** Appends text that is known to be ASCII. */
    LineBuffer ascii(CharSequence text) {
        int count = text.length();
        ensure(count);
        for (int i = 0; i < count; i++) {
            bytes[length++] = (byte) text.charAt(i);
        }
        return this;
    }

    LineBuffer number(long value) {
        if (value < 0) {
            return ascii(Long.toString(value));
        }
        ensure(20);
        int start = length;
        long rest = value;
        do {
            bytes[length++] = (byte) ('0' + rest % 10);
            rest /= 10;
        } while (rest != 0);
        for (int i = start, j = length - 1; i < j; i++, j--) {
            byte swapped = bytes[i];
            bytes[i] = bytes[j];
            bytes[j] = swapped;
        }
        return this;
    }

    /** Appends milliseconds with three decimals. */
    LineBuffer millis(long nanos) {
        long micros = Math.max(0, nanos) / 1_000;
        number(micros / 1_000).ascii(".");
        return digits((int) (micros % 1_000));
    }

    /** Appends {@code 2026-01-31T12:00:00.000Z}. */
    LineBuffer time(long epochMillis) {
        long second = Math.floorDiv(epochMillis, 1_000L);
        if (second != formattedSecond) {
            formattedSecond = second;
            secondText = SECOND.format(Instant.ofEpochSecond(second));
        }
        ascii(secondText).ascii(".");
        return digits((int) Math.floorMod(epochMillis, 1_000L)).ascii("Z");
    }

    /** Appends a name as the text form writes it: bare when it can be, quoted otherwise, {@code -} when empty. */
    LineBuffer textValue(String value) {
        quoted.setLength(0);
        Fields.appendValue(quoted, value);
        return utf8(quoted);
    }

    /** Appends a JSON string; {@code null} when empty. */
    LineBuffer jsonValue(String value) {
        if (value.isEmpty()) {
            return ascii("null");
        }
        quoted.setLength(0);
        JsonString.append(quoted, value);
        return utf8(quoted);
    }

    void endLine() {
        ascii("\n");
        lines++;
    }

    byte[] bytes() {
        return bytes;
    }

    int length() {
        return length;
    }

    int lines() {
        return lines;
    }

    void clear() {
        length = 0;
        lines = 0;
    }

    private LineBuffer digits(int threeDigits) {
        ensure(3);
        bytes[length++] = (byte) ('0' + threeDigits / 100);
        bytes[length++] = (byte) ('0' + threeDigits / 10 % 10);
        bytes[length++] = (byte) ('0' + threeDigits % 10);
        return this;
    }

    private LineBuffer utf8(StringBuilder text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) >= 0x80) {
                byte[] encoded = text.toString().getBytes(StandardCharsets.UTF_8);
                ensure(encoded.length);
                System.arraycopy(encoded, 0, bytes, length, encoded.length);
                length += encoded.length;
                return this;
            }
        }
        return ascii(text);
    }

    private void ensure(int more) {
        if (bytes.length - length < more) {
            bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, length + more));
        }
    }
}
