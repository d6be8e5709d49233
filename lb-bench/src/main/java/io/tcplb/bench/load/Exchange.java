package io.tcplb.bench.load;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;

/** A request, how to tell that its answer is whole and right, and what becomes of the connection afterwards. */
public final class Exchange {
    private final byte[] request;
    private final byte[] head;
    private final byte[] tail;
    private final boolean keptOpen;

    /**
     * @param head what a right answer starts with
     * @param tail what a whole answer ends with, and what occurs nowhere before
     * @param keptOpen whether the connection serves the next request too; otherwise the server closes it
     */
    public Exchange(String request, String head, String tail, boolean keptOpen) {
        this.request = request.getBytes(StandardCharsets.US_ASCII);
        this.head = head.getBytes(StandardCharsets.US_ASCII);
        this.tail = tail.getBytes(StandardCharsets.US_ASCII);
        this.keptOpen = keptOpen;
    }

    boolean keptOpen() {
        return keptOpen;
    }

    void writeRequest(ByteBuf out) {
        out.writeBytes(request);
    }

    /** Returns whether the readable bytes are an answer to its last byte, right or wrong. */
    boolean isWhole(ByteBuf answer) {
        return matches(answer, answer.writerIndex() - tail.length, tail);
    }

    /** Returns whether the readable bytes start as a right answer does. */
    boolean isRight(ByteBuf answer) {
        return matches(answer, answer.readerIndex(), head);
    }

    private static boolean matches(ByteBuf answer, int index, byte[] expected) {
        if (index < answer.readerIndex() || index + expected.length > answer.writerIndex()) {
            return false;
        }
        for (int i = 0; i < expected.length; i++) {
            if (answer.getByte(index + i) != expected[i]) {
                return false;
            }
        }
        return true;
    }
}
