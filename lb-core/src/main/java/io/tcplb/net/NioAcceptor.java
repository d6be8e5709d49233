package io.tcplb.net;

import io.netty.channel.IoRegistration;
import io.netty.channel.nio.NioIoOps;
import io.netty.channel.nio.NioSelectableChannelIoHandle;
import io.netty.util.NetUtil;
import io.tcplb.spec.BindAddress;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SelectionKey;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A listening socket on the JDK's selector. */
final class NioAcceptor implements Acceptor {
    private static final int BATCH = 32;
    private static final long RETRY_MILLIS = 50;

    private final ServerSocketChannel channel;
    private final BindAddress wanted;
    private final BindAddress bound;
    private volatile SocketOptions options;
    private @Nullable NetLoop loop;
    private @Nullable Listener listener;
    private @Nullable IoRegistration registration;
    private boolean closed;

    private NioAcceptor(ServerSocketChannel channel, BindAddress wanted, BindAddress bound, SocketOptions options) {
        this.channel = channel;
        this.wanted = wanted;
        this.bound = bound;
        this.options = options;
    }

    static NioAcceptor bind(BindAddress address, SocketOptions options) throws IOException {
        boolean unix = address instanceof BindAddress.Unix;
        ServerSocketChannel channel =
                unix ? ServerSocketChannel.open(StandardProtocolFamily.UNIX) : ServerSocketChannel.open();
        try {
            channel.configureBlocking(false);
            NioStreamSocket.buffers(channel, options);
            if (address instanceof BindAddress.Inet inet) {
                channel.setOption(StandardSocketOptions.SO_REUSEADDR, true);
                channel.bind(new InetSocketAddress(InetAddress.getByName(inet.host()), inet.port()), NetUtil.SOMAXCONN);
                InetSocketAddress local = (InetSocketAddress) channel.getLocalAddress();
                BindAddress bound = new BindAddress.Inet(NetUtil.toAddressString(local.getAddress()), local.getPort());
                return new NioAcceptor(channel, address, bound, options);
            }
            String path = ((BindAddress.Unix) address).path();
            UnixPath.removeStale(path);
            channel.bind(UnixDomainSocketAddress.of(path), NetUtil.SOMAXCONN);
            return new NioAcceptor(channel, address, address, options);
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    @Override
    public String address() {
        return bound.toString();
    }

    /** The JDK binds and listens in one step, which {@link #bind} has done. */
    @Override
    public void listen() {}

    @Override
    public void options(SocketOptions newOptions) throws IOException {
        options = newOptions;
        NioStreamSocket.buffers(channel, newOptions);
    }

    @Override
    public void start(NetLoop newLoop, Listener newListener) {
        assert newLoop.inLoop();
        loop = newLoop;
        listener = newListener;
        if (registration == null) {
            registration = newLoop.eventLoop().register(new Handle()).getNow();
            interest(SelectionKey.OP_ACCEPT);
        }
    }

    private void interest(int ops) {
        if (registration != null && !closed) {
            registration.submit(NioIoOps.valueOf(ops));
        }
    }

    private void acceptBatch() {
        NetLoop current = loop;
        Listener told = listener;
        if (current == null || told == null) {
            return;
        }
        for (int i = 0; i < BATCH && !closed; i++) {
            if (!told.mayAccept()) {
                pause(current);
                return;
            }
            if (!acceptOne(current, told)) {
                return;
            }
        }
    }

    private boolean acceptOne(NetLoop current, Listener told) {
        try {
            SocketChannel client = channel.accept();
            if (client == null) {
                return false;
            }
            hand(current, told, client);
            return true;
        } catch (IOException e) {
            told.acceptFailed(e);
            pause(current);
            return false;
        }
    }

    private void hand(NetLoop current, Listener told, SocketChannel client) throws IOException {
        try {
            InetSocketAddress peer = null;
            if (wanted instanceof BindAddress.Inet) {
                peer = (InetSocketAddress) client.getRemoteAddress();
                client.setOption(StandardSocketOptions.TCP_NODELAY, true);
                NioStreamSocket.buffers(client, options);
                NioStreamSocket.longLife(client, options);
            }
            InetSocketAddress address = peer;
            NetLoop home = told.loopOfNext();
            NioStreamSocket socket = new NioStreamSocket(home, client);
            if (home == current) {
                told.accepted(socket, address);
            } else {
                home.eventLoop().execute(() -> told.accepted(socket, address));
            }
        } catch (IOException e) {
            client.close(); // it went away while it was queued
        }
    }

    private void pause(NetLoop current) {
        interest(0);
        current.eventLoop().schedule(() -> interest(SelectionKey.OP_ACCEPT), RETRY_MILLIS, TimeUnit.MILLISECONDS);
    }

    @Override
    public void close() {
        if (closed) {
            return;
        }
        NetLoop current = loop;
        Listener told = listener;
        if (current != null && told != null) {
            while (told.mayAccept() && acceptOne(current, told)) {
                // Closing would reset whoever is still queued.
            }
        }
        closed = true;
        if (registration != null) {
            registration.cancel();
        }
        try {
            channel.close();
        } catch (IOException e) {
            // The descriptor is gone either way (close(2)).
        }
        if (bound instanceof BindAddress.Unix unix) {
            UnixPath.remove(unix.path());
        }
    }

    private final class Handle extends NioSelectableChannelIoHandle<ServerSocketChannel> {
        Handle() {
            super(channel);
        }

        @Override
        protected void handle(ServerSocketChannel ignored, SelectionKey key) {
            acceptBatch();
        }

        @Override
        public void close() {
            NioAcceptor.this.close();
        }
    }
}
