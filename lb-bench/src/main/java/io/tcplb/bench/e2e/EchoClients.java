package io.tcplb.bench.e2e;

import java.io.Closeable;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;

/** Sessions that have each exchanged one small message and are idle since. */
final class EchoClients implements Closeable {
    private static final int MESSAGE_BYTES = 64;

    private final List<SocketChannel> channels = new ArrayList<>();

    /** Opens {@code count} sessions, one after the other, each proved by an echo to reach a backend. */
    static EchoClients open(int port, int count) throws IOException {
        EchoClients clients = new EchoClients();
        try {
            for (int i = 0; i < count; i++) {
                clients.openOne(port);
            }
            return clients;
        } catch (IOException e) {
            clients.close();
            throw e;
        }
    }

    private void openOne(int port) throws IOException {
        SocketChannel channel = SocketChannel.open();
        channels.add(channel);
        channel.socket().connect(new InetSocketAddress(Net.LOOPBACK, port), 5_000);
        channel.write(ByteBuffer.allocate(MESSAGE_BYTES));
        ByteBuffer echo = ByteBuffer.allocate(MESSAGE_BYTES);
        while (echo.hasRemaining()) {
            if (channel.read(echo) < 0) {
                throw new IOException("session " + channels.size() + " was closed");
            }
        }
    }

    int count() {
        return channels.size();
    }

    @Override
    public void close() throws IOException {
        for (SocketChannel channel : channels) {
            channel.close();
        }
    }
}
