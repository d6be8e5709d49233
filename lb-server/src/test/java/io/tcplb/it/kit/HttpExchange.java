package io.tcplb.it.kit;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;

/** One request on a connection of its own, driven by a selector. */
final class HttpExchange {
    private static final byte[] REQUEST =
            "GET / HTTP/1.1\r\nHost: it\r\nConnection: close\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

    private final long startNanos;
    private final ByteBuffer request = ByteBuffer.wrap(REQUEST);
    private final ByteArrayOutputStream received = new ByteArrayOutputStream(256);
    private final SocketChannel channel;
    private String phase = "connect";

    HttpExchange(long startNanos) {
        this.startNanos = startNanos;
        try {
            this.channel = SocketChannel.open();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    long startNanos() {
        return startNanos;
    }

    /** Returns how far it has come, for a failure's cause. */
    String phase() {
        return phase;
    }

    void open(Selector selector, InetSocketAddress target) throws IOException {
        channel.configureBlocking(false);
        channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
        boolean connected = channel.connect(target);
        channel.register(selector, connected ? SelectionKey.OP_WRITE : SelectionKey.OP_CONNECT, this);
        if (connected) {
            phase = "send";
        }
    }

    /** Does what the socket is ready for; returns true when the peer has finished. */
    boolean advance(SelectionKey key) throws IOException {
        if (phase.equals("connect")) {
            channel.finishConnect();
            phase = "send";
        }
        if (phase.equals("send")) {
            channel.write(request);
            if (request.hasRemaining()) {
                key.interestOps(SelectionKey.OP_WRITE);
                return false;
            }
            phase = "first byte";
            key.interestOps(SelectionKey.OP_READ);
        }
        return read();
    }

    private boolean read() throws IOException {
        ByteBuffer chunk = ByteBuffer.allocate(4096);
        int count = channel.read(chunk);
        while (count > 0) {
            phase = "answer";
            received.write(chunk.array(), 0, chunk.position());
            chunk.clear();
            count = channel.read(chunk);
        }
        return count < 0;
    }

    HttpAnswer answer() throws IOException {
        if (received.size() == 0) {
            throw new EOFException("closed without an answer");
        }
        return HttpAnswer.parse(received.toByteArray());
    }

    void abandon() {
        try {
            channel.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
