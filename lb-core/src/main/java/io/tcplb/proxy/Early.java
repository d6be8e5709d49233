package io.tcplb.proxy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.tcplb.net.StreamSocket;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * What a client has said that no backend has answered: to be given to the next one.
 *
 * @param bytes owned by this
 * @param finished whether the client finished sending after them
 */
record Early(ByteBuf bytes, boolean finished) {
    private static final int MOST = 16 << 10;

    /** Reads what {@code client} has said, up to 16 KiB; {@code null} when that is nothing, not even a FIN. */
    static @Nullable Early read(StreamSocket client, ByteBuf shared) throws IOException {
        int got = client.read(shared, 0, Math.min(MOST, shared.capacity()));
        if (got == StreamSocket.NOTHING) {
            return null;
        }
        int length = Math.max(0, got);
        ByteBuf bytes = UnpooledByteBufAllocator.DEFAULT.directBuffer(Math.max(1, length));
        bytes.writeBytes(shared, 0, length);
        return new Early(bytes, got == StreamSocket.EOF);
    }

    void release() {
        bytes.release();
    }
}
