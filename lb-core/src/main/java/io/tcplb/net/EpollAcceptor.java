package io.tcplb.net;

import io.netty.channel.ChannelException;
import io.netty.channel.IoEvent;
import io.netty.channel.IoRegistration;
import io.netty.channel.epoll.EpollIoHandle;
import io.netty.channel.epoll.EpollIoOps;
import io.netty.channel.epoll.LinuxSocket;
import io.netty.channel.unix.DomainSocketAddress;
import io.netty.channel.unix.FileDescriptor;
import io.netty.channel.unix.NativeInetAddress;
import io.netty.util.NetUtil;
import io.tcplb.spec.BindAddress;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A listening socket on epoll. Accepted sockets inherit its options (tcp(7)), so that accepting costs one system call.
 */
final class EpollAcceptor implements Acceptor, EpollIoHandle {
    /** Accepts per event, so that a storm of clients does not starve the sessions of the same loop. */
    private static final int BATCH = 32;

    private static final long RETRY_MILLIS = 50;

    private final LinuxSocket socket;
    private final BindAddress bound;
    private final byte[] peer = new byte[26];
    private @Nullable NetLoop loop;
    private @Nullable Listener listener;
    private @Nullable IoRegistration registration;
    private boolean closed;

    private EpollAcceptor(LinuxSocket socket, BindAddress bound) {
        this.socket = socket;
        this.bound = bound;
    }

    static List<Acceptor> bind(BindAddress address, SocketOptions options, int loops) throws IOException {
        if (address instanceof BindAddress.Unix unix) {
            return List.of(bindUnix(unix, options));
        }
        BindAddress.Inet inet = (BindAddress.Inet) address;
        InetSocketAddress wanted = new InetSocketAddress(InetAddress.getByName(inet.host()), inet.port());
        refuseIfTaken(wanted, inet);
        List<Acceptor> acceptors = new ArrayList<>();
        try {
            for (int i = 0; i < loops; i++) {
                EpollAcceptor acceptor = bindInet(wanted, options);
                acceptors.add(acceptor);
                wanted = new InetSocketAddress(wanted.getAddress(), acceptor.port());
            }
            return acceptors;
        } catch (IOException e) {
            acceptors.forEach(Acceptor::close);
            throw e;
        }
    }

    /** SO_REUSEPORT would share the port with any other process of this user that also set it: ask without it first. */
    private static void refuseIfTaken(InetSocketAddress wanted, BindAddress.Inet inet) throws IOException {
        if (inet.port() == 0) {
            return;
        }
        LinuxSocket probe = EpollStreamSocket.open(wanted.getAddress() instanceof java.net.Inet6Address);
        try {
            probe.setReuseAddress(true);
            probe.bind(wanted);
        } finally {
            probe.close();
        }
    }

    private static EpollAcceptor bindInet(InetSocketAddress wanted, SocketOptions options) throws IOException {
        LinuxSocket socket = EpollStreamSocket.open(wanted.getAddress() instanceof java.net.Inet6Address);
        try {
            socket.setReuseAddress(true);
            socket.setReusePort(true);
            socket.bind(wanted);
            InetSocketAddress local = socket.localAddress();
            EpollAcceptor acceptor = new EpollAcceptor(
                    socket, new BindAddress.Inet(NetUtil.toAddressString(local.getAddress()), local.getPort()));
            acceptor.options(options);
            return acceptor;
        } catch (IOException | RuntimeException e) {
            socket.close();
            throw e;
        }
    }

    private static EpollAcceptor bindUnix(BindAddress.Unix unix, SocketOptions options) throws IOException {
        LinuxSocket socket;
        try {
            socket = LinuxSocket.newSocketDomain();
        } catch (ChannelException e) {
            throw Errno.unwrap(e);
        }
        try {
            UnixPath.removeStale(unix.path());
            socket.bind(new DomainSocketAddress(unix.path()));
            EpollAcceptor acceptor = new EpollAcceptor(socket, unix);
            acceptor.options(options);
            return acceptor;
        } catch (IOException | RuntimeException e) {
            socket.close();
            throw e;
        }
    }

    private boolean isTcp() {
        return bound instanceof BindAddress.Inet;
    }

    private int port() {
        return ((BindAddress.Inet) bound).port();
    }

    @Override
    public String address() {
        return bound.toString();
    }

    @Override
    public void listen() throws IOException {
        socket.listen(NetUtil.SOMAXCONN);
    }

    @Override
    public void options(SocketOptions options) throws IOException {
        LinuxOptions.sizes(socket, options);
        if (isTcp()) {
            if (options.sendBuffer() == 0) {
                LinuxOptions.boundUnsent(socket, SocketOptions.MOST_UNSENT);
            }
            socket.setTcpNoDelay(true);
            LinuxOptions.longLife(socket, options);
        }
    }

    @Override
    public void start(NetLoop newLoop, Listener newListener) throws IOException {
        assert newLoop.inLoop();
        loop = newLoop;
        listener = newListener;
        if (registration == null) {
            registration = newLoop.eventLoop().register(this).getNow();
            interest(EpollIoOps.EPOLLIN);
        }
    }

    private void interest(EpollIoOps ops) throws IOException {
        IoRegistration current = registration;
        if (current == null || closed) {
            return;
        }
        try {
            current.submit(ops);
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    @Override
    public void handle(IoRegistration source, IoEvent event) {
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
            int fd = socket.accept(peer);
            if (fd < 0) {
                return false;
            }
            InetSocketAddress address = peerAddress();
            NetLoop home = told.loopOfNext();
            EpollStreamSocket client = new EpollStreamSocket(home, LinuxSocket.newSocket(fd), isTcp());
            if (home == current) {
                told.accepted(client, address);
            } else {
                home.eventLoop().execute(() -> told.accepted(client, address));
            }
            return true;
        } catch (IOException e) {
            if (Errno.outOfResources(e)) {
                told.acceptFailed(e);
                pause(current);
                return false;
            }
            return true; // a client that went away while it was queued (accept(2)): take the next one
        }
    }

    private @Nullable InetSocketAddress peerAddress() {
        return isTcp() ? MappedAddress.fold(NativeInetAddress.address(peer, 1, peer[0])) : null;
    }

    /** Level-triggered readiness would spin while nothing can be accepted. */
    private void pause(NetLoop current) {
        try {
            interest(EpollIoOps.EPOLLERR);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        current.eventLoop().schedule(this::resume, RETRY_MILLIS, TimeUnit.MILLISECONDS);
    }

    private void resume() {
        try {
            interest(EpollIoOps.EPOLLIN);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
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
        try {
            socket.close();
        } catch (IOException e) {
            // The descriptor is gone either way (close(2)).
        }
        if (registration != null) {
            registration.cancel();
        }
        if (bound instanceof BindAddress.Unix unix) {
            UnixPath.remove(unix.path());
        }
    }

    @Override
    public FileDescriptor fd() {
        return socket;
    }
}
