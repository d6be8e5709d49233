package io.tcplb.preface;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Reads text that may not be whole yet. When the bytes run out, or one is wrong, every later read fails as well, so that
 * a grammar can be written down straight and asked at its end how it went.
 */
final class Text {
    private static final int FAILED = -1;
    private static final int GROUP = 2;

    private final ByteBuffer bytes;
    private final int end;
    private int at;
    private boolean starved;
    private @Nullable String problem;

    Text(ByteBuffer bytes, int from, int end) {
        this.bytes = bytes;
        this.at = from;
        this.end = end;
    }

    /** Returns what is wrong, or null while everything read was right. */
    @Nullable
    String problem() {
        return problem;
    }

    /** Returns whether everything was right as far as there was anything. */
    boolean starved() {
        return starved;
    }

    boolean good() {
        return !starved && problem == null;
    }

    int position() {
        return at;
    }

    /** Returns the next byte, or a negative number. */
    int next() {
        if (!good()) {
            return FAILED;
        }
        if (at == end) {
            starved = true;
            return FAILED;
        }
        return bytes.get(at++) & 0xff;
    }

    int fail(String why) {
        if (good()) {
            problem = why;
        }
        return FAILED;
    }

    void expect(String literal) {
        for (int i = 0; i < literal.length() && good(); i++) {
            if (next() != literal.charAt(i)) {
                fail("not \"" + literal.strip() + "\"");
            }
        }
    }

    /** Reads a decimal number without sign or leading zeros, and {@code stop} behind it. */
    int number(int max, char stop) {
        int first = next();
        if (!isDigit(first)) {
            return fail("not a number");
        }
        int value = first - '0';
        int c = next();
        for (; isDigit(c); c = next()) {
            value = value * 10 + c - '0';
            if (first == '0' || value > max) {
                return fail("a number out of range or with leading zeros");
            }
        }
        return c == stop ? value : fail("no delimiter behind a number");
    }

    /** Reads four numbers with dots between, and {@code stop} behind them. */
    byte[] v4(char stop) {
        byte[] address = new byte[4];
        for (int i = 0; i < 4; i++) {
            address[i] = (byte) number(255, i < 3 ? '.' : stop);
        }
        return address;
    }

    /** Reads an IPv6 address, be it with {@code ::} or an IPv4 tail, and {@code stop} behind it. */
    byte[] v6(char stop) {
        byte[] address = new byte[16];
        int filled = 0;
        int gap = FAILED;
        int c = next();
        if (c == ':') {
            c = next() == ':' ? next() : fail("half of a ::");
            gap = 0;
        }
        while (good() && !(c == stop && gap == filled)) {
            int room = gap < 0 ? 16 : 16 - GROUP; // a gap stands for one group at least
            int digits = 0;
            int value = 0;
            for (; hex(c) >= 0 && digits < 4 && filled < room; c = next()) {
                value = (value << 4) | hex(c);
                digits++;
            }
            if (c == '.') {
                filled = tail(address, filled, digits, value, room, gap < 0, stop);
                break;
            }
            if (digits == 0) {
                fail("not a group of an IPv6 address");
                break;
            }
            address[filled++] = (byte) (value >> 8);
            address[filled++] = (byte) value;
            if (c == stop) {
                break;
            }
            if (c != ':' || filled == room) {
                fail("not an IPv6 address");
                break;
            }
            c = next();
            if (c == ':' && gap < 0) {
                gap = filled;
                c = next();
            }
        }
        return spread(address, filled, gap);
    }

    /** Reads the rest of an IPv4 tail, whose first number was read as hexadecimal digits. */
    private int tail(byte[] address, int filled, int digits, int value, int room, boolean whole, char stop) {
        int first = (value >> 8) * 100 + ((value >> 4) & 15) * 10 + (value & 15);
        boolean decimal = digits <= 3 && ((value >> 4) & 15) <= 9 && (value & 15) <= 9 && first <= 255;
        boolean canonical = digits == 1 || (digits > 1 && (value >> (4 * (digits - 1))) != 0);
        boolean fits = whole ? filled + 4 == room : filled + 4 <= room;
        if (!decimal || !canonical || !fits) {
            fail("not an IPv4 tail");
            return filled;
        }
        address[filled] = (byte) first;
        address[filled + 1] = (byte) number(255, '.');
        address[filled + 2] = (byte) number(255, '.');
        address[filled + 3] = (byte) number(255, stop);
        return filled + 4;
    }

    private byte[] spread(byte[] address, int filled, int gap) {
        if (gap < 0) {
            if (filled < 16) {
                fail("too few groups");
            }
            return address;
        }
        byte[] whole = new byte[16];
        System.arraycopy(address, 0, whole, 0, gap);
        System.arraycopy(address, gap, whole, 16 - (filled - gap), filled - gap);
        return whole;
    }

    private static boolean isDigit(int c) {
        return c >= '0' && c <= '9';
    }

    private static int hex(int c) {
        return c < 0 ? FAILED : Character.digit((char) c, 16);
    }
}
