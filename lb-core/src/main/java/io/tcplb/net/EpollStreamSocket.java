package io.tcplb.net;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelException;
import io.netty.channel.IoEvent;
import io.netty.channel.IoRegistration;
import io.netty.channel.epoll.EpollIoEvent;
import io.netty.channel.epoll.EpollIoHandle;
import io.netty.channel.epoll.EpollIoOps;
import io.netty.channel.epoll.LinuxSocket;
import io.netty.channel.unix.Errors;
import io.netty.channel.unix.FileDescriptor;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Inet6Address;
import java.net.InetSocketAddress;
import java.nio.channels.NotYetConnectedException;
import org.jspecify.annotations.Nullable;

/**
 * A stream socket on epoll, edge-triggered.
 *
 * <p>Interest is in reading alone until a write was refused: an event that says "readable and writable" has no cached
 * object in Netty and would cost an allocation for each message.
 */
final class EpollStreamSocket extends StreamSocket implements EpollIoHandle {
    private static final int EPOLLIN = 0x1;
    private static final int EPOLLPRI = 0x2;
    private static final int EPOLLOUT = 0x4;
    private static final int EPOLLERR = 0x8;
    private static final int EPOLLHUP = 0x10;
    private static final int EPOLLRDHUP = 0x2000;
    private static final EpollIoOps READ = EpollIoOps.EPOLLIN
            .with(EpollIoOps.valueOf(EPOLLPRI))
            .with(EpollIoOps.EPOLLRDHUP)
            .with(EpollIoOps.EPOLLET);
    private static final EpollIoOps READ_WRITE = READ.with(EpollIoOps.EPOLLOUT);

    private final LinuxSocket socket;
    private final boolean tcp;
    private @Nullable IoRegistration registration;
    private @Nullable InetSocketAddress selfRisk;
    private boolean connecting;
    private boolean young;
    private boolean boundsUnsent;
    private int mostUnsent = SocketOptions.MOST_UNSENT;
    private boolean written;
    private boolean peerFinished;
    private boolean finArrived;
    private int segment;
    private boolean finished;
    private boolean broken;
    private boolean heardUrgent;
    private boolean watchingWrites;
    private boolean heardWithRoom;

    /** @param tcp false for a unix socket, which knows no TCP options */
    EpollStreamSocket(NetLoop loop, LinuxSocket socket, boolean tcp) {
        super(loop);
        this.socket = socket;
        this.tcp = tcp;
    }

    static EpollStreamSocket connect(
            NetLoop loop,
            InetSocketAddress target,
            @Nullable InetSocketAddress source,
            SocketOptions options,
            Listener listener)
            throws IOException {
        LinuxSocket socket = open(target.getAddress() instanceof Inet6Address);
        try {
            // The handshake's last ACK travels with the first data: a packet less for every session.
            LinuxOptions.quickAck(socket, false);
            LinuxOptions.sizes(socket, options);
            if (source != null) {
                LinuxOptions.bindAddressOnly(socket);
                socket.bind(source);
            }
            EpollStreamSocket opening = new EpollStreamSocket(loop, socket, true);
            opening.connecting = true;
            opening.selfRisk = EphemeralPorts.include(target) ? target : null;
            opening.young = true;
            opening.boundsUnsent = options.sendBuffer() == 0;
            opening.readable(false);
            opening.writable(false);
            socket.connect(target);
            opening.watch(listener);
            return opening;
        } catch (IOException | RuntimeException e) {
            socket.close();
            throw e;
        }
    }

    static LinuxSocket open(boolean ipv6) throws IOException {
        try {
            return LinuxSocket.newSocketStream(ipv6);
        } catch (ChannelException e) {
            throw Errno.unwrap(e);
        }
    }

    @Override
    protected void startWatching() throws IOException {
        if (registration == null) {
            registration = netLoop().eventLoop().register(this).getNow();
            if (registration == null) {
                throw new IOException("event loop refuses registrations");
            }
            watchingWrites = connecting;
            submit(watchingWrites ? READ_WRITE : READ);
        }
    }

    /** Setting the same interest makes epoll look at the socket again; one that is not watched yet will be looked at then. */
    @Override
    public void remind() {
        try {
            submit(watchingWrites ? READ_WRITE : READ);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void submit(EpollIoOps ops) throws IOException {
        try {
            IoRegistration current = registration;
            if (current != null) {
                current.submit(ops);
            }
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    @Override
    public boolean finishConnect() throws IOException {
        // Room without an error is a connection (connect(2)); only an error has to be asked for.
        boolean ended = writable() && (!failed() || socket.finishConnect());
        if (ended && selfRisk != null && selfRisk.equals(localAddress())) {
            throw EphemeralPorts.metItself();
        }
        connecting &= !ended;
        return ended;
    }

    /**
     * Interest in writing was needed for the connect. It is dropped only when a session turns out to last: one system
     * call less for short ones, and no allocation for every message of long ones.
     */
    private void dropInterestInWriting() {
        if (heardWithRoom && watchingWrites && !connecting) {
            watchingWrites = false;
            try {
                submit(READ);
            } catch (IOException e) {
                setFailed(); // the descriptor is about to report why
            }
        }
        heardWithRoom = true;
    }

    @Override
    public void handle(IoRegistration source, IoEvent event) {
        int ops = ((EpollIoEvent) event).ops().value();
        if ((ops & (EPOLLIN | EPOLLRDHUP | EPOLLERR | EPOLLHUP)) != 0) {
            readable(true);
        }
        if ((ops & EPOLLPRI) != 0) {
            heardUrgent = true;
        }
        if ((ops & (EPOLLRDHUP | EPOLLHUP | EPOLLERR)) != 0) {
            peerFinished = true;
            finArrived = (ops & EPOLLERR) == 0;
        }
        if ((ops & EPOLLOUT) != 0) {
            if (writable() && (ops & EPOLLIN) != 0 && !peerFinished) {
                dropInterestInWriting();
            }
            writable(true);
        }
        if ((ops & (EPOLLERR | EPOLLHUP)) != 0) {
            // A blocked writer must learn of the error too.
            writable(true);
            setFailed();
        }
        tellListener();
    }

    @Override
    public int read(ByteBuf buffer, int index, int length) throws IOException {
        if (finished) {
            readable(false);
            return EOF;
        }
        boolean finishedBefore = finArrived && !broken;
        int n;
        try {
            n = socket.recvAddress(buffer.memoryAddress(), index, index + length);
        } catch (IOException | NotYetConnectedException e) {
            throw broken(e);
        }
        if (n == EOF && broken) {
            throw new IOException("no longer connected");
        }
        if (n <= 0) {
            readable(false);
        } else if (n < length && !heardUrgent) { // urgent data, which the kernel takes out, ends a read early (tcp(7))
            // A short read has emptied the queue, unless an end that was announced before is still behind it
            // (epoll(7)).
            finished = finishedBefore;
            readable(peerFinished);
        }
        return n;
    }

    /** A FIN comes after all bytes: a read that began when it was there and came back short has taken the last of them. */
    @Override
    public boolean finished() {
        return finished;
    }

    @Override
    public int write(ByteBuf buffer, int index, int length) throws IOException {
        if (young && written) {
            matured();
        }
        written = true;
        int n;
        try {
            n = socket.sendAddress(buffer.memoryAddress(), index, index + length);
        } catch (IOException | NotYetConnectedException e) {
            throw broken(e);
        }
        if (n < length) {
            writable(false);
            if (!watchingWrites) {
                watchingWrites = true;
                submit(READ_WRITE);
            }
        }
        return n;
    }

    /** What a first write does not need: Nagle's algorithm never holds it back, and nothing unsent is before it. */
    private void matured() throws IOException {
        young = false;
        socket.setTcpNoDelay(true);
        if (boundsUnsent) {
            LinuxOptions.boundUnsent(socket, mostUnsent);
        }
    }

    @Override
    public int wholeSegments(int length) {
        if (segment == 0) {
            segment = segment();
        }
        return length < segment ? length : length - length % segment;
    }

    private int segment() {
        try {
            return tcp ? LinuxOptions.segment(socket) : 1;
        } catch (IOException e) {
            return 1; // broken, which the next read or write reports
        }
    }

    @Override
    public int writeLast(ByteBuf buffer, int index, int length) throws IOException {
        if (tcp) {
            LinuxOptions.cork(socket);
        }
        return super.writeLast(buffer, index, length);
    }

    @Override
    public void finishOutput() throws IOException {
        try {
            socket.shutdown(false, true);
        } catch (IOException | NotYetConnectedException e) {
            throw broken(e);
        }
    }

    /**
     * Notes that the connection is broken. The kernel tells that once; from then on it says what it says after a FIN, in
     * events and in reads, and a reset must not pass for one.
     *
     * @param e what Netty threw: it reports ENOTCONN, here of a connection that the peer has reset, unchecked
     */
    private IOException broken(Exception e) {
        broken = true;
        return e instanceof IOException told ? told : new IOException("no longer connected", e);
    }

    @Override
    public @Nullable IOException takeError() {
        try {
            int errno = socket.getSoError();
            return errno == 0 ? null : broken(new Errors.NativeIoException("getsockopt", -errno, false));
        } catch (IOException e) {
            return e;
        }
    }

    @Override
    public @Nullable InetSocketAddress localAddress() {
        return MappedAddress.fold(socket.localAddress());
    }

    @Override
    public int undelivered() {
        try {
            return LinuxOptions.writeQueued(socket);
        } catch (IOException e) {
            return 0; // broken: nothing will be delivered any more
        }
    }

    @Override
    public void narrow(boolean narrow, SocketOptions options) {
        try {
            if (options.sendBuffer() == 0) {
                narrowUnsent(narrow);
            }
            if (options.receiveBuffer() == 0 && narrow) {
                socket.setReceiveBufferSize(SocketOptions.NARROW_RECEIVE);
            } else if (options.receiveBuffer() == 0) {
                LinuxOptions.tuneReceiveBuffer(socket, options);
            }
        } catch (IOException e) {
            // Broken, which the next read or write reports; or a kernel before 5.15, where it stays narrow.
        }
    }

    private void narrowUnsent(boolean narrow) throws IOException {
        mostUnsent = narrow ? SocketOptions.NARROW_UNSENT : SocketOptions.MOST_UNSENT;
        if (tcp && !young) {
            LinuxOptions.boundUnsent(socket, mostUnsent);
        }
    }

    @Override
    public boolean peerMayHaveFinished() {
        return peerFinished;
    }

    @Override
    public void completeHandshake() {
        try {
            LinuxOptions.quickAck(socket, true);
        } catch (IOException e) {
            // The connection broke meanwhile; the next read or write says so, and why.
        }
    }

    @Override
    public void tuneForLongLife(SocketOptions options) {
        if (isClosing()) {
            return;
        }
        try {
            LinuxOptions.longLife(socket, options);
        } catch (IOException e) {
            setFailed(); // a socket that takes no options is about to report why
        }
    }

    @Override
    protected void closeDescriptor(boolean reset) {
        try {
            if (reset) {
                socket.setSoLinger(0);
            }
        } catch (IOException e) {
            // Already reset by the peer: a plain close is all that is left.
        }
        try {
            socket.close();
        } catch (IOException e) {
            // The descriptor is gone either way (close(2)).
        }
        // After the close: the kernel has dropped it from epoll by itself, so this costs no system call.
        if (registration != null) {
            registration.cancel();
        }
    }

    @Override
    public FileDescriptor fd() {
        return socket;
    }
}
