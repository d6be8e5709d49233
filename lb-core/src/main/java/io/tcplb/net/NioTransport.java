package io.tcplb.net;

import io.netty.channel.IoHandlerFactory;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.tcplb.spec.BindAddress;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Every other system: the JDK's channels on Netty's selector loop. One acceptor deals clients to all event loops. */
final class NioTransport implements Transport {
    @Override
    public String name() {
        return "nio";
    }

    @Override
    public IoHandlerFactory ioHandlers() {
        return NioIoHandler.newFactory();
    }

    @Override
    public Class<? extends SocketChannel> channelClass() {
        return NioSocketChannel.class;
    }

    @Override
    public StreamSocket connect(
            NetLoop loop,
            InetSocketAddress target,
            @Nullable InetSocketAddress source,
            SocketOptions options,
            StreamSocket.Listener listener)
            throws IOException {
        return NioStreamSocket.connect(loop, target, source, options, listener);
    }

    @Override
    public List<Acceptor> bind(BindAddress address, SocketOptions options, int loops) throws IOException {
        return List.of(NioAcceptor.bind(address, options));
    }
}
