package io.tcplb.server.http;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * Bounds how many connections are open: one too many closes the one that has been silent longest. Refusing the newest
 * instead would let a few forgotten connections shut out the health checks. Confined to the server's one event loop.
 */
final class ConnectionCap {
    private final Set<Channel> leastRecentFirst = new LinkedHashSet<>();
    private final int max;

    ConnectionCap(int max) {
        this.max = max;
    }

    ChannelInboundHandlerAdapter handler() {
        return new ChannelInboundHandlerAdapter() {
            @Override
            public void channelActive(ChannelHandlerContext ctx) {
                assert ctx.executor().inEventLoop();
                leastRecentFirst.add(ctx.channel());
                if (leastRecentFirst.size() > max) {
                    leastRecentFirst.iterator().next().close();
                }
                ctx.fireChannelActive();
            }

            @Override
            public void channelRead(ChannelHandlerContext ctx, Object message) {
                leastRecentFirst.remove(ctx.channel());
                leastRecentFirst.add(ctx.channel());
                ctx.fireChannelRead(message);
            }

            @Override
            public void channelInactive(ChannelHandlerContext ctx) {
                leastRecentFirst.remove(ctx.channel());
                ctx.fireChannelInactive();
            }
        };
    }
}
