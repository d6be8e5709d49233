package io.tcplb.net;

import io.netty.buffer.ByteBuf;
import io.netty.channel.IoRegistration;
import io.netty.channel.nio.NioIoOps;
import io.netty.channel.nio.NioSelectableChannelIoHandle;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.CancelledKeyException;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import jdk.net.ExtendedSocketOptions;
import org.jspecify.annotations.Nullable;

/**
 * A stream socket on the JDK's selector. Selectors are level-triggered: interest is dropped when readiness is told and
 * taken up again when a call has found the socket exhausted, which the selector coalesces within a turn.
 *
 * <p>Weaker than epoll in two ways: TCP_USER_TIMEOUT is not available, and a reset is noticed only by a read or write.
 */
final class NioStreamSocket extends StreamSocket {
    private final SocketChannel channel;
    private final Handle handle;
    private @Nullable IoRegistration registration;
    private @Nullable InetSocketAddress selfRisk;
    private int interest;

    NioStreamSocket(NetLoop loop, SocketChannel channel) throws IOException {
        super(loop);
        this.channel = channel;
        this.handle = new Handle(channel);
        channel.configureBlocking(false);
    }

    static NioStreamSocket connect(
            NetLoop loop,
            InetSocketAddress target,
            @Nullable InetSocketAddress source,
            SocketOptions options,
            Listener listener)
            throws IOException {
        SocketChannel channel = SocketChannel.open();
        try {
            NioStreamSocket connecting = new NioStreamSocket(loop, channel);
            channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
            buffers(channel, options);
            if (source != null) {
                channel.bind(source);
            }
            connecting.readable(false);
            connecting.writable(false);
            connecting.selfRisk = EphemeralPorts.include(target) ? target : null;
            connecting.interest = SelectionKey.OP_CONNECT;
            if (channel.connect(target)) {
                // The caller expects every connect to end on a later turn.
                connecting.interest = SelectionKey.OP_WRITE;
            }
            connecting.watch(listener);
            return connecting;
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    static void buffers(java.nio.channels.NetworkChannel channel, SocketOptions options) throws IOException {
        if (options.receiveBuffer() > 0) {
            channel.setOption(StandardSocketOptions.SO_RCVBUF, options.receiveBuffer());
        }
        if (channel.supportedOptions().contains(StandardSocketOptions.SO_SNDBUF)) {
            // The JDK knows no TCP_NOTSENT_LOWAT: here the cap holds for what is on its way as well.
            int size = options.sendBuffer() > 0 ? options.sendBuffer() : SocketOptions.MOST_UNDELIVERED;
            channel.setOption(StandardSocketOptions.SO_SNDBUF, size);
        }
    }

    @Override
    protected void startWatching() throws IOException {
        if (registration == null) {
            if (interest == 0) {
                interest = SelectionKey.OP_READ;
                readable(false); // the selector tells at once when there is something
            }
            registration = netLoop().eventLoop().register(handle).getNow();
            submit();
        }
    }

    private void submit() {
        if (registration != null) {
            registration.submit(NioIoOps.valueOf(interest));
        }
    }

    private void want(int op) {
        if ((interest & op) == 0) {
            interest |= op;
            submit();
        }
    }

    @Override
    public void remind() {
        want(SelectionKey.OP_READ);
    }

    private void ready(int ops) {
        interest &= ~ops;
        submit();
        if ((ops & SelectionKey.OP_READ) != 0) {
            readable(true);
        }
        if ((ops & (SelectionKey.OP_WRITE | SelectionKey.OP_CONNECT)) != 0) {
            writable(true);
        }
        tellListener();
    }

    @Override
    public boolean finishConnect() throws IOException {
        if (!writable() || !channel.finishConnect()) {
            return false;
        }
        if (selfRisk != null && selfRisk.equals(localAddress())) {
            throw EphemeralPorts.metItself();
        }
        want(SelectionKey.OP_READ);
        return true;
    }

    @Override
    public int read(ByteBuf buffer, int index, int length) throws IOException {
        int n = channel.read(buffer.internalNioBuffer(index, length));
        if (n < length) {
            readable(false);
            if (n != EOF) {
                want(SelectionKey.OP_READ);
            }
        }
        return n;
    }

    @Override
    public int write(ByteBuf buffer, int index, int length) throws IOException {
        int n = channel.write(buffer.internalNioBuffer(index, length));
        if (n < length) {
            writable(false);
            want(SelectionKey.OP_WRITE);
        }
        return n;
    }

    @Override
    public void finishOutput() throws IOException {
        channel.shutdownOutput();
    }

    @Override
    public @Nullable IOException takeError() {
        return null;
    }

    @Override
    public @Nullable InetSocketAddress localAddress() {
        try {
            return channel.getLocalAddress() instanceof InetSocketAddress inet ? inet : null;
        } catch (IOException e) {
            return null;
        }
    }

    @Override
    public int undelivered() {
        return 0;
    }

    @Override
    public void narrow(boolean narrow, SocketOptions options) {
        try {
            if (narrow && options.receiveBuffer() == 0) {
                channel.setOption(StandardSocketOptions.SO_RCVBUF, SocketOptions.NARROW_RECEIVE);
            }
        } catch (IOException e) {
            // Broken, which the next read or write reports.
        }
    }

    @Override
    public boolean peerMayHaveFinished() {
        return readable();
    }

    @Override
    public void tuneForLongLife(SocketOptions options) {
        if (isClosing()) {
            return;
        }
        try {
            longLife(channel, options);
        } catch (IOException e) {
            setFailed(); // a socket that takes no options is about to report why
        }
    }

    static void longLife(SocketChannel channel, SocketOptions options) throws IOException {
        if (channel.getLocalAddress() instanceof InetSocketAddress) {
            boolean keepalive = !options.keepalive().idle().isZero();
            channel.setOption(StandardSocketOptions.SO_KEEPALIVE, keepalive);
            if (keepalive && channel.supportedOptions().contains(ExtendedSocketOptions.TCP_KEEPIDLE)) {
                channel.setOption(ExtendedSocketOptions.TCP_KEEPIDLE, (int)
                        options.keepalive().idle().toSeconds());
                channel.setOption(ExtendedSocketOptions.TCP_KEEPINTERVAL, (int)
                        options.keepalive().interval().toSeconds());
                channel.setOption(
                        ExtendedSocketOptions.TCP_KEEPCOUNT, options.keepalive().count());
            }
        }
    }

    @Override
    protected void closeDescriptor(boolean reset) {
        try {
            if (reset && channel.getLocalAddress() instanceof InetSocketAddress) {
                channel.setOption(StandardSocketOptions.SO_LINGER, 0);
            }
        } catch (IOException e) {
            // Already reset by the peer: a plain close is all that is left.
        }
        if (registration != null) {
            registration.cancel();
        }
        try {
            channel.close();
        } catch (IOException e) {
            // The descriptor is gone either way (close(2)).
        }
    }

    private final class Handle extends NioSelectableChannelIoHandle<SocketChannel> {
        Handle(SocketChannel channel) {
            super(channel);
        }

        @Override
        protected void handle(SocketChannel ignored, SelectionKey key) {
            int ops;
            try {
                ops = key.readyOps();
            } catch (CancelledKeyException e) {
                return;
            }
            ready(ops);
        }

        @Override
        public void close() {
            NioStreamSocket.this.close();
        }
    }
}
