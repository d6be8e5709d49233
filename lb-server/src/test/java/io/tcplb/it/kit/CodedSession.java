package io.tcplb.it.kit;

import java.io.EOFException;
import java.io.IOException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.util.SplittableRandom;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * One end of a session whose every byte is known. The client's end opens with a header that names the stream and both
 * lengths; then both ends send their stream, finish, and verify the other's to the last byte and its FIN.
 */
final class CodedSession {
    /** Bytes of the client's that are no payload. */
    static final int HEADER = Integer.BYTES + 2 * Long.BYTES;

    private static final int REPLY = 1 << 20;

    /** The other end has finished before it had said everything. */
    static final class Truncated extends IOException {
        private static final long serialVersionUID = 1;

        Truncated(String message) {
            super(message);
        }
    }

    private final SocketChannel channel;
    private final ByteBuffer header = ByteBuffer.allocate(HEADER);
    private final @Nullable IntFunction<Manners> mannersOf;
    private final boolean client;
    private Manners manners = Manners.PLAIN;
    private SplittableRandom random = new SplittableRandom(0);
    private int stream;
    private long toSend;
    private long toReceive;
    private long sent;
    private long received;
    private boolean finished;
    private boolean peerFinished;
    private int pauseMillis;

    private CodedSession(SocketChannel channel, @Nullable IntFunction<Manners> mannersOf) {
        this.channel = channel;
        this.mannersOf = mannersOf;
        this.client = mannersOf == null;
    }

    /** The end that connects. */
    static CodedSession client(SocketChannel channel, CodedPlan plan) throws IOException {
        CodedSession session = new CodedSession(channel, null);
        session.header
                .putInt(plan.stream())
                .putLong(plan.up())
                .putLong(plan.down())
                .flip();
        session.stream = plan.stream();
        session.toSend = plan.up();
        session.toReceive = plan.down();
        session.behave(plan.client());
        return session;
    }

    /** The end that is connected to; the header tells it the rest. */
    static CodedSession server(SocketChannel channel, IntFunction<Manners> mannersOf) {
        return new CodedSession(channel, mannersOf);
    }

    private void behave(Manners newManners) throws IOException {
        manners = newManners;
        random = new SplittableRandom(outbound());
        if (manners.socketBuffer() > 0) {
            if (client) {
                // Only before the connect: the kernel drops what arrives for a window that is taken back later.
                channel.setOption(StandardSocketOptions.SO_RCVBUF, manners.socketBuffer());
            }
            channel.setOption(StandardSocketOptions.SO_SNDBUF, manners.socketBuffer());
        }
    }

    boolean isDone() {
        return finished && peerFinished;
    }

    long received() {
        return received;
    }

    /** Returns how long this end wants to rest now, in milliseconds. */
    int pauseMillis() {
        return pauseMillis;
    }

    /** Does all that the socket is ready for, through a buffer that all sessions of a loop share. */
    void advance(SelectionKey key, ByteBuffer shared) throws IOException {
        if (key.isConnectable()) {
            channel.finishConnect();
        }
        if (header.hasRemaining() && !exchangeHeader()) {
            key.interestOps(client ? SelectionKey.OP_WRITE : SelectionKey.OP_READ);
            return;
        }
        if (!peerFinished) {
            receive(shared);
        }
        if (mayWrite()) {
            send(shared);
        }
        pauseMillis = manners.nextPause(random);
        key.interestOps(interest());
    }

    int interest() {
        return (mayWrite() ? SelectionKey.OP_WRITE : 0) | (peerFinished ? 0 : SelectionKey.OP_READ);
    }

    private boolean mayWrite() {
        return !finished && (peerFinished || !manners.last());
    }

    private boolean exchangeHeader() throws IOException {
        if (client) {
            channel.write(header);
        } else if (channel.read(header) < 0) {
            throw header.position() == 0 ? new EOFException("nothing was said") : new Truncated("inside the header");
        }
        if (header.hasRemaining()) {
            return false;
        }
        if (mannersOf != null) {
            ByteBuffer announced = header.duplicate().flip();
            stream = announced.getInt();
            toReceive = announced.getLong();
            toSend = announced.getLong();
            behave(mannersOf.apply(stream));
        }
        return true;
    }

    private void receive(ByteBuffer shared) throws IOException {
        shared.clear().limit(Math.min(shared.capacity(), manners.nextSize(random)));
        int count = channel.read(shared);
        if (count < 0) {
            peerFinished = true;
            if (received != toReceive) {
                throw new Truncated("stream " + stream + " ended after " + received + " of " + toReceive + " bytes");
            }
            return;
        }
        PositionCode.verify(shared.flip(), inbound(), received);
        received += count;
        if (received > toReceive) {
            throw new IOException("stream " + stream + " exceeds its " + toReceive + " bytes");
        }
    }

    private void send(ByteBuffer shared) throws IOException {
        if (sent < toSend) {
            long most = Math.min(shared.capacity(), manners.nextSize(random));
            shared.clear().limit((int) Math.min(most, toSend - sent));
            PositionCode.fill(shared, outbound(), sent);
            sent += channel.write(shared.flip());
        }
        if (sent == toSend) {
            channel.shutdownOutput();
            finished = true;
        }
    }

    /** The two directions of a session are different streams, so that bytes reflected by mistake are found. */
    private int outbound() {
        return client ? stream : stream + REPLY;
    }

    private int inbound() {
        return client ? stream + REPLY : stream;
    }

    @Nullable
    String progress() {
        return isDone()
                ? null
                : "stream " + stream + " sent " + sent + "/" + toSend + " received " + received + "/" + toReceive;
    }
}
