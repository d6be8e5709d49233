package io.tcplb.it.kit;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import org.jspecify.annotations.Nullable;

/**
 * One end of a session whose every byte is known. The client's end opens with a header that names the stream and both
 * lengths; then both ends send their stream, finish, and verify the other's to the last byte and its FIN.
 */
final class CodedSession {
    private static final int HEADER = Integer.BYTES + 2 * Long.BYTES;
    private static final int REPLY = 1 << 20;

    private final SocketChannel channel;
    private final ByteBuffer header = ByteBuffer.allocate(HEADER);
    private final boolean client;
    private int stream;
    private long toSend;
    private long toReceive;
    private long sent;
    private long received;
    private boolean finished;
    private boolean peerFinished;

    private CodedSession(SocketChannel channel, boolean client) {
        this.channel = channel;
        this.client = client;
    }

    /** The end that connects. */
    static CodedSession client(SocketChannel channel, int stream, long up, long down) {
        CodedSession session = new CodedSession(channel, true);
        session.header.putInt(stream).putLong(up).putLong(down).flip();
        session.stream = stream;
        session.toSend = up;
        session.toReceive = down;
        return session;
    }

    /** The end that is connected to; the header tells it the rest. */
    static CodedSession server(SocketChannel channel) {
        return new CodedSession(channel, false);
    }

    boolean isDone() {
        return finished && peerFinished;
    }

    long received() {
        return received;
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
        if (!finished) {
            send(shared);
        }
        key.interestOps((finished ? 0 : SelectionKey.OP_WRITE) | (peerFinished ? 0 : SelectionKey.OP_READ));
    }

    private boolean exchangeHeader() throws IOException {
        if (client) {
            channel.write(header);
        } else if (channel.read(header) < 0) {
            throw new IOException("closed inside its header");
        }
        if (header.hasRemaining()) {
            return false;
        }
        if (!client) {
            ByteBuffer announced = header.duplicate().flip();
            stream = announced.getInt();
            toReceive = announced.getLong();
            toSend = announced.getLong();
        }
        return true;
    }

    private void receive(ByteBuffer shared) throws IOException {
        shared.clear();
        int count = channel.read(shared);
        if (count < 0) {
            peerFinished = true;
            if (received != toReceive) {
                throw new IOException("stream " + stream + " ended after " + received + " of " + toReceive + " bytes");
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
            shared.clear().limit((int) Math.min(shared.capacity(), toSend - sent));
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
