package io.tcplb.it.kit;

import java.nio.ByteBuffer;

/**
 * The bytes of one direction of one session. Every aligned 8-byte word says which stream it belongs to and where it
 * stands in it, so that a lost, repeated, reordered or foreign byte is found and located.
 */
public final class PositionCode {
    private static final int INDEX_BITS = 40;

    private PositionCode() {}

    /** Fills what remains of {@code target} with the bytes of {@code stream} from {@code offset} on. */
    public static void fill(ByteBuffer target, int stream, long offset) {
        long position = offset;
        while (target.hasRemaining() && (position & 7) != 0) {
            target.put(byteAt(stream, position++));
        }
        while (target.remaining() >= Long.BYTES) {
            target.putLong(word(stream, position >> 3));
            position += Long.BYTES;
        }
        while (target.hasRemaining()) {
            target.put(byteAt(stream, position++));
        }
    }

    /**
     * Consumes {@code received}, which must be the bytes of {@code stream} from {@code offset} on.
     *
     * @throws AssertionError naming the first wrong byte, and what stands there instead
     */
    public static void verify(ByteBuffer received, int stream, long offset) {
        long position = offset;
        while (received.hasRemaining() && (position & 7) != 0) {
            verifyByte(received.get(), stream, position++);
        }
        while (received.remaining() >= Long.BYTES) {
            long found = received.getLong();
            if (found != word(stream, position >> 3)) {
                throw new AssertionError("stream " + stream + " at byte " + position + ": found byte "
                        + ((found & ((1L << INDEX_BITS) - 1)) << 3) + " of stream " + (found >>> INDEX_BITS));
            }
            position += Long.BYTES;
        }
        while (received.hasRemaining()) {
            verifyByte(received.get(), stream, position++);
        }
    }

    /** Returns the stream whose bytes begin with the 8 at the position of {@code received}, which stays. */
    public static int stream(ByteBuffer received) {
        return (int) (received.getLong(received.position()) >>> INDEX_BITS);
    }

    private static void verifyByte(byte found, int stream, long position) {
        if (found != byteAt(stream, position)) {
            throw new AssertionError("stream " + stream + " at byte " + position + ": found " + found + " (expected "
                    + byteAt(stream, position) + ")");
        }
    }

    private static long word(int stream, long index) {
        return ((long) stream << INDEX_BITS) | index;
    }

    private static byte byteAt(int stream, long position) {
        return (byte) (word(stream, position >> 3) >>> (56 - ((position & 7) << 3)));
    }
}
