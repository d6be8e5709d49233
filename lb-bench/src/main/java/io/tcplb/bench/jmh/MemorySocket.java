package io.tcplb.bench.jmh;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.tcplb.net.NetLoop;
import io.tcplb.net.SocketOptions;
import io.tcplb.net.StreamSocket;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/** One end of a connection without a kernel: what the peer says is copied into an inbox, and told in the loop's next turn. */
final class MemorySocket extends StreamSocket {
    /** The other end; called on the loop. */
    interface Peer {
        void received(MemorySocket from, ByteBuf buffer, int index, int length);

        void finished(MemorySocket from);
    }

    /** Most bytes that wait to be read. */
    static final int INBOX = 4 << 10;

    private final Peer peer;
    private final Deque<ByteBuf> inboxes;
    private final ByteBuf inbox;
    private final Runnable tell = this::tell;
    private boolean connecting;
    private boolean telling;
    private boolean peerFinished;
    private boolean finished;

    /** @param inboxes of sockets that have closed: whoever opens sockets without end shall not allocate without end */
    MemorySocket(NetLoop loop, Peer peer, Deque<ByteBuf> inboxes) {
        super(loop);
        this.peer = peer;
        this.inboxes = inboxes;
        ByteBuf used = inboxes.poll();
        this.inbox = used == null ? Unpooled.directBuffer(INBOX, INBOX) : used;
        readable(false);
    }

    /** Makes this the end that connects: it will be told in a later turn that it has. */
    void connect() {
        connecting = true;
        writable(false);
        tellSoon();
    }

    /** The peer says something. */
    void deliver(ByteBuf buffer, int index, int length) {
        inbox.writeBytes(buffer, index, length);
        readable(true);
        tellSoon();
    }

    /** The peer says nothing more. */
    void deliverFin() {
        peerFinished = true;
        readable(true);
        tellSoon();
    }

    private void tellSoon() {
        if (!telling) {
            telling = true;
            netLoop().eventLoop().execute(tell);
        }
    }

    private void tell() {
        telling = false;
        if (connecting) {
            connecting = false;
            writable(true);
        }
        tellListener();
    }

    @Override
    public int read(ByteBuf buffer, int index, int length) {
        int n = Math.min(length, inbox.readableBytes());
        if (n == 0) {
            readable(false);
            return peerFinished ? EOF : NOTHING;
        }
        buffer.setBytes(index, inbox, inbox.readerIndex(), n);
        inbox.skipBytes(n);
        if (!inbox.isReadable()) {
            inbox.clear();
            readable(peerFinished);
        }
        return n;
    }

    @Override
    public int write(ByteBuf buffer, int index, int length) {
        peer.received(this, buffer, index, length);
        return length;
    }

    @Override
    public void finishOutput() {
        if (!finished) {
            finished = true;
            peer.finished(this);
        }
    }

    @Override
    public boolean finishConnect() {
        return writable();
    }

    @Override
    public @Nullable IOException takeError() {
        return null;
    }

    @Override
    public void tuneForLongLife(SocketOptions options) {}

    @Override
    public @Nullable InetSocketAddress localAddress() {
        return null;
    }

    @Override
    public int undelivered() {
        return 0;
    }

    @Override
    public void narrow(boolean narrow, SocketOptions options) {}

    @Override
    public boolean peerMayHaveFinished() {
        return peerFinished;
    }

    @Override
    public void remind() {
        tellSoon();
    }

    @Override
    protected void startWatching() {
        if (readable()) {
            tellSoon();
        }
    }

    @Override
    protected void closeDescriptor(boolean reset) {
        finishOutput();
        inboxes.push(inbox.clear());
    }
}
