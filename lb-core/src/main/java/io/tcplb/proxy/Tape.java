package io.tcplb.proxy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.tcplb.preface.Harmless;
import io.tcplb.spec.ReplaySpec;

/**
 * The client's first bytes, kept until the first answer byte so that another backend can be given them. Confined to the
 * session's event loop.
 */
final class Tape {
    private static final int FIRST_CAPACITY = 512;

    private final ReplaySpec spec;
    private final ByteBuf bytes;
    private boolean tooLong;

    Tape(ReplaySpec spec) {
        this.spec = spec;
        this.bytes = UnpooledByteBufAllocator.DEFAULT.directBuffer(Math.min(FIRST_CAPACITY, spec.max()), spec.max());
    }

    void record(ByteBuf from, int index, int length) {
        if (tooLong || length > bytes.maxWritableBytes()) {
            tooLong = true;
        } else {
            bytes.writeBytes(from, index, length);
        }
    }

    /** Whether everything that the client has sent so far may go to another backend. */
    boolean mayReplay() {
        return !tooLong && (spec.mode() == ReplaySpec.Mode.ALWAYS || Harmless.isHarmless(bytes.nioBuffer()));
    }

    ByteBuf bytes() {
        return bytes;
    }

    void release() {
        bytes.release();
    }
}
