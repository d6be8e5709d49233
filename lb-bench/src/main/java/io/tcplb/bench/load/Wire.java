package io.tcplb.bench.load;

import io.netty.buffer.ByteBuf;
import io.netty.channel.IoEvent;
import io.netty.channel.IoEventLoop;
import io.netty.channel.IoRegistration;
import io.netty.channel.epoll.EpollIoEvent;
import io.netty.channel.epoll.EpollIoHandle;
import io.netty.channel.epoll.EpollIoOps;
import io.netty.channel.epoll.LinuxSocket;
import io.netty.channel.unix.FileDescriptor;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.channels.NotYetConnectedException;
import org.jspecify.annotations.Nullable;

/** One connection on edge-triggered epoll. Confined to its event loop. */
final class Wire implements EpollIoHandle {
    private static final int EPOLLOUT = 0x4;
    private static final int EPOLLERR = 0x8;
    private static final int EPOLLHUP = 0x10;
    private static final int EPOLLIN = 0x1;
    private static final int EPOLLRDHUP = 0x2000;
    private static final EpollIoOps INTEREST = EpollIoOps.EPOLLIN
            .with(EpollIoOps.EPOLLOUT)
            .with(EpollIoOps.EPOLLRDHUP)
            .with(EpollIoOps.EPOLLET);

    private final IoEventLoop loop;
    private final LinuxSocket socket;
    private final Lane lane;
    private @Nullable IoRegistration registration;
    private boolean connecting;
    private boolean closed;

    Wire(IoEventLoop loop, LinuxSocket socket, Lane lane) {
        this.loop = loop;
        this.socket = socket;
        this.lane = lane;
    }

    /** Tells the lane when it is connected; never from inside this call. */
    void connect(InetSocketAddress target) throws IOException {
        socket.setTcpNoDelay(true);
        connecting = true;
        socket.connect(target);
        try {
            IoRegistration made = loop.register(this).getNow();
            if (made == null) {
                throw new IOException("event loop refuses registrations");
            }
            registration = made;
            made.submit(INTEREST);
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    /** Returns how many of the readable bytes the socket took; they stay readable. */
    int write(ByteBuf bytes) throws IOException {
        try {
            return socket.sendAddress(bytes.memoryAddress(), bytes.readerIndex(), bytes.writerIndex());
        } catch (NotYetConnectedException e) {
            throw new IOException(e); // was reset meanwhile
        }
    }

    /** Appends what is there; returns how much, 0 for nothing yet, negative at the end. */
    int read(ByteBuf into) throws IOException {
        int n;
        try {
            n = socket.recvAddress(into.memoryAddress(), into.writerIndex(), into.capacity());
        } catch (NotYetConnectedException e) {
            throw new IOException(e);
        }
        if (n > 0) {
            into.writerIndex(into.writerIndex() + n);
        }
        return n;
    }

    @Override
    public void handle(IoRegistration source, IoEvent event) {
        int ops = ((EpollIoEvent) event).ops().value();
        if (connecting && (ops & (EPOLLOUT | EPOLLERR | EPOLLHUP)) != 0) {
            connecting = false;
            try {
                if (!socket.finishConnect()) {
                    connecting = true;
                    return;
                }
            } catch (IOException e) {
                lane.ended();
                return;
            }
            lane.connected(this);
        }
        if (!closed && !connecting && (ops & (EPOLLIN | EPOLLRDHUP | EPOLLERR | EPOLLHUP)) != 0) {
            lane.readable(this, (ops & (EPOLLRDHUP | EPOLLERR | EPOLLHUP)) != 0);
        }
    }

    /**
     * The descriptor is closed after the current batch of events: its number may be given to a new socket in the same
     * batch, which would then get an event that was meant for this one.
     */
    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        if (registration != null) {
            registration.cancel();
        }
        loop.execute(this::closeNow);
    }

    private void closeNow() {
        try {
            socket.close();
        } catch (IOException e) {
            // The descriptor is gone either way (close(2)).
        }
    }

    @Override
    public FileDescriptor fd() {
        return socket;
    }
}
