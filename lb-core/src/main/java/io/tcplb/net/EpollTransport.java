package io.tcplb.net;

import io.netty.channel.IoHandlerFactory;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.socket.SocketChannel;
import io.tcplb.spec.BindAddress;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Linux: raw sockets on Netty's epoll loop, one listening socket for each event loop. */
final class EpollTransport implements Transport {
    @Override
    public String name() {
        return "epoll";
    }

    @Override
    public IoHandlerFactory ioHandlers() {
        return EpollIoHandler.newFactory();
    }

    @Override
    public Class<? extends SocketChannel> channelClass() {
        return EpollSocketChannel.class;
    }

    @Override
    public StreamSocket connect(
            NetLoop loop,
            InetSocketAddress target,
            @Nullable InetSocketAddress source,
            SocketOptions options,
            StreamSocket.Listener listener)
            throws IOException {
        return EpollStreamSocket.connect(loop, target, source, options, listener);
    }

    @Override
    public List<Acceptor> bind(BindAddress address, SocketOptions options, int loops) throws IOException {
        return EpollAcceptor.bind(address, options, loops);
    }
}
