package io.tcplb.probe;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.SocketChannel;
import io.netty.util.ReferenceCountUtil;
import java.util.concurrent.TimeUnit;

/**
 * Ends a judged connection with a FIN. To close at once would send a reset when bytes are still unread, such as the
 * banner of a server that speaks first, and servers log resets as errors. So it finishes sending and discards what
 * comes until the backend has finished too, for a short time and a few bytes; then nothing more can be hoped for.
 */
final class Farewell extends ChannelInboundHandlerAdapter {
    private static final long LONGEST_MILLIS = 250;
    private static final int MOST_BYTES = 64 * 1024;

    private int discarded;

    private Farewell() {}

    static void bid(SocketChannel channel) {
        channel.pipeline().addFirst(new Farewell());
        var limit = channel.eventLoop().schedule(() -> channel.close(), LONGEST_MILLIS, TimeUnit.MILLISECONDS);
        channel.closeFuture().addListener(closed -> limit.cancel(false));
        channel.shutdownOutput();
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        discarded += message instanceof ByteBuf bytes ? bytes.readableBytes() : 0;
        ReferenceCountUtil.release(message);
        if (discarded > MOST_BYTES) {
            ctx.close();
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        ctx.close(); // judged already: how the backend takes its leave no longer matters
    }
}
