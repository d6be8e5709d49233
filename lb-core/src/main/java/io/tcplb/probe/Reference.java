package io.tcplb.probe;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFactory;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.socket.SocketChannel;
import io.tcplb.spec.HostPort;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;

/** Asks an address that is no backend whether the network is there. A refusal is an answer, too. */
public final class Reference {
    private Reference() {}

    /**
     * Tries to connect once, on {@code loop}.
     *
     * @param reference a literal address; a name is not asked, because resolving it may block
     * @param answered run on the loop when anything came back
     */
    public static void ask(
            EventLoop loop,
            ChannelFactory<? extends SocketChannel> channels,
            HostPort reference,
            long timeoutMillis,
            Runnable answered) {
        InetAddress address = Resolver.literal(reference.host());
        if (address == null) {
            return;
        }
        new Bootstrap()
                .group(loop)
                .channelFactory((ChannelFactory<Channel>) channels::newChannel)
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, (int) timeoutMillis)
                .handler(new ChannelInboundHandlerAdapter())
                .connect(new InetSocketAddress(address, reference.port()))
                .addListener((ChannelFutureListener) future -> {
                    if (future.isSuccess() || refused(future)) {
                        answered.run();
                    }
                    future.channel().close();
                });
    }

    private static boolean refused(ChannelFuture future) {
        return future.cause() instanceof ConnectException
                && String.valueOf(future.cause().getMessage()).contains("refused");
    }
}
