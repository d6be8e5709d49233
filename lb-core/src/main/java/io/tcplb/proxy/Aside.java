package io.tcplb.proxy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.util.internal.PlatformDependent;

/**
 * Memory for bytes that were read and whose receiver takes no more. Each session may set aside what one read gave; when
 * all together hold more than their share, a read takes so little that even ten thousand stalled sessions stay bounded.
 * Confined to one event loop.
 */
final class Aside {
    private static final int SCARCE_READ = 4 << 10;

    private final long share;
    private long held;

    /** @param share bytes beyond which memory is scarce */
    Aside(long share) {
        this.share = share;
    }

    /** Returns the aside of one of {@code workers} event loops: a quarter of the process's direct memory for all. */
    static Aside shareOf(int workers) {
        return new Aside(PlatformDependent.maxDirectMemory() / 4 / workers);
    }

    /** Returns the most bytes that a read may take now, given what it would like. */
    int mostToRead(int wanted) {
        return held > share ? Math.min(wanted, SCARCE_READ) : wanted;
    }

    /** Keeps a copy. */
    ByteBuf keep(ByteBuf from, int index, int length) {
        // Exactly as much as needed and given back at once: a pool would keep the peak of every stall.
        ByteBuf kept = UnpooledByteBufAllocator.DEFAULT.directBuffer(length, length);
        kept.writeBytes(from, index, length);
        held += length;
        return kept;
    }

    /** Keeps a copy behind what is kept in {@code before}, which it replaces. */
    ByteBuf append(ByteBuf before, ByteBuf from, int index, int length) {
        ByteBuf kept = UnpooledByteBufAllocator.DEFAULT.directBuffer(before.readableBytes() + length);
        kept.writeBytes(before).writeBytes(from, index, length);
        held += kept.capacity();
        giveBack(before);
        return kept;
    }

    void giveBack(ByteBuf kept) {
        held -= kept.capacity();
        kept.release();
    }
}
