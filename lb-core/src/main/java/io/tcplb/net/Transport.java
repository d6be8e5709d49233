package io.tcplb.net;

import io.netty.channel.IoHandlerFactory;
import io.netty.channel.socket.SocketChannel;
import io.tcplb.spec.BindAddress;
import io.tcplb.spec.RuntimeSpec;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How this process talks to the kernel. Stateless; safe from any thread unless a method says otherwise. */
public interface Transport {
    /** Returns {@code epoll} or {@code nio}. */
    String name();

    /** Returns what drives the event loops. */
    IoHandlerFactory ioHandlers();

    /** Returns the Netty channel class for connections off the data path, such as probes. */
    Class<? extends SocketChannel> channelClass();

    /**
     * Starts a connect on {@code loop}'s thread. The listener hears when it may have ended.
     *
     * @param source local address to connect from; {@code null} = the kernel's choice
     * @throws IOException when it failed at once; nothing is left open
     */
    StreamSocket connect(
            NetLoop loop,
            InetSocketAddress target,
            @Nullable InetSocketAddress source,
            SocketOptions options,
            StreamSocket.Listener listener)
            throws IOException;

    /**
     * Binds one address, for at most {@code loops} event loops.
     *
     * @return at least one acceptor, not yet listening; one for each event loop where the kernel can spread clients
     * @throws IOException when it cannot be bound; nothing is left open
     */
    List<Acceptor> bind(BindAddress address, SocketOptions options, int loops) throws IOException;

    /**
     * Returns the transport that {@code wanted} stands for on this machine.
     *
     * @throws IOException when it is not available here
     */
    static Transport of(RuntimeSpec.Transport wanted) throws IOException {
        boolean epoll = io.netty.channel.epoll.Epoll.isAvailable();
        return switch (wanted) {
            case NIO -> new NioTransport();
            case AUTO -> epoll ? new EpollTransport() : new NioTransport();
            case EPOLL -> {
                if (!epoll) {
                    throw new IOException("epoll is not available on this system");
                }
                yield new EpollTransport();
            }
        };
    }
}
