package io.tcplb.bench.e2e;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.concurrent.atomic.AtomicLong;

/** A backend that sends back what it gets and never closes first: holds thousands of idle sessions on one thread. */
final class EchoServer implements AutoCloseable {
    private static final int BACKLOG = 4096;

    private final Selector selector = Selector.open();
    private final ServerSocketChannel acceptor = ServerSocketChannel.open();
    private final AtomicLong accepted = new AtomicLong();
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(4096);

    EchoServer() throws IOException {
        this(Net.LOOPBACK);
    }

    /** @param address to listen on; the wildcard makes it one server on each of 16 million addresses of loopback */
    EchoServer(InetAddress address) throws IOException {
        acceptor.bind(new InetSocketAddress(address, Net.freePort()), BACKLOG).configureBlocking(false);
        acceptor.register(selector, SelectionKey.OP_ACCEPT);
        Thread thread = new Thread(this::run, "echo-server");
        thread.setDaemon(true);
        thread.start();
    }

    /** Returns how many connections there have been. */
    long accepted() {
        return accepted.get();
    }

    int port() {
        return acceptor.socket().getLocalPort();
    }

    @Override
    public void close() throws IOException {
        for (SelectionKey key : selector.keys()) {
            key.channel().close();
        }
        selector.close();
    }

    private void run() {
        try {
            while (selector.isOpen()) {
                selector.select(this::serve);
            }
        } catch (IOException | ClosedSelectorException e) {
            // Closed by close(): no more sessions to serve.
        }
    }

    private void serve(SelectionKey key) {
        try {
            if (key.isAcceptable()) {
                SocketChannel channel = acceptor.accept();
                if (channel != null) {
                    accepted.incrementAndGet();
                    channel.configureBlocking(false);
                    channel.register(selector, SelectionKey.OP_READ);
                }
            } else {
                echo((SocketChannel) key.channel());
            }
        } catch (IOException e) {
            close(key);
        }
    }

    private void echo(SocketChannel channel) throws IOException {
        buffer.clear();
        if (channel.read(buffer) < 0) {
            channel.close();
            return;
        }
        // A message is far smaller than a socket's send buffer and the client waits for its echo: one write takes it.
        channel.write(buffer.flip());
    }

    private static void close(SelectionKey key) {
        try {
            key.channel().close();
        } catch (IOException e) {
            key.cancel();
        }
    }
}
