package io.tcplb.bench.jmh;

import io.netty.buffer.ByteBuf;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.local.LocalIoHandler;
import io.netty.channel.socket.SocketChannel;
import io.tcplb.net.Acceptor;
import io.tcplb.net.NetLoop;
import io.tcplb.net.SocketOptions;
import io.tcplb.net.StreamSocket;
import io.tcplb.net.Transport;
import io.tcplb.spec.BindAddress;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A network in memory, of one event loop: every backend is an echo, and clients come when {@link #accept} says so. */
final class MemoryTransport implements Transport {
    private static final InetSocketAddress CLIENT = new InetSocketAddress(InetAddress.getLoopbackAddress(), 1);

    /** Says again what it hears, and nothing more when it hears nothing more. */
    private final MemorySocket.Peer echo = new MemorySocket.Peer() {
        @Override
        public void received(MemorySocket from, ByteBuf buffer, int index, int length) {
            from.deliver(buffer, index, length);
        }

        @Override
        public void finished(MemorySocket from) {
            if (!from.peerMayHaveFinished()) {
                from.deliverFin();
            }
        }
    };

    private final Deque<ByteBuf> inboxes = new ArrayDeque<>();
    private @Nullable NetLoop loop;
    private Acceptor.@Nullable Listener listener;

    @Override
    public String name() {
        return "memory";
    }

    @Override
    public IoHandlerFactory ioHandlers() {
        return LocalIoHandler.newFactory();
    }

    @Override
    public Class<? extends SocketChannel> channelClass() {
        throw new UnsupportedOperationException("nothing is probed here");
    }

    @Override
    public StreamSocket connect(
            NetLoop loop,
            InetSocketAddress target,
            @Nullable InetSocketAddress source,
            SocketOptions options,
            StreamSocket.Listener listener)
            throws IOException {
        MemorySocket socket = new MemorySocket(loop, echo, inboxes);
        socket.watch(listener);
        socket.connect();
        return socket;
    }

    @Override
    public List<Acceptor> bind(BindAddress address, SocketOptions options, int loops) {
        return List.of(new Door());
    }

    /** Lets {@code client} connect, on the loop; returns the balancer's end. */
    MemorySocket accept(MemorySocket.Peer client) {
        if (loop == null || listener == null || !listener.mayAccept()) {
            throw new IllegalStateException("nobody accepts");
        }
        MemorySocket accepted = new MemorySocket(loop, client, inboxes);
        listener.accepted(accepted, CLIENT);
        return accepted;
    }

    private final class Door implements Acceptor {
        @Override
        public String address() {
            return "memory";
        }

        @Override
        public void listen() {}

        @Override
        public void options(SocketOptions options) {}

        @Override
        public void start(NetLoop newLoop, Listener newListener) {
            loop = newLoop;
            listener = newListener;
        }

        @Override
        public void close() {
            listener = null;
        }
    }
}
