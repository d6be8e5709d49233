package io.tcplb.it.kit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** One end of many {@link CodedSession}s, on one thread. */
public final class CodedLoop implements AutoCloseable {
    private final Selector selector = Selector.open();
    private final ByteBuffer shared = ByteBuffer.allocateDirect(256 << 10);
    private final Queue<String> failures = new ConcurrentLinkedQueue<>();
    private final AtomicInteger done = new AtomicInteger();
    private final AtomicInteger open = new AtomicInteger();
    private final AtomicLong receivedBytes = new AtomicLong();
    private final Thread thread = new Thread(this::run, "coded-loop");
    private int port;
    private volatile boolean closed;

    private CodedLoop() throws IOException {
        thread.setDaemon(true);
    }

    /** Starts the end that is connected to. */
    public static CodedLoop server() throws IOException {
        CodedLoop loop = new CodedLoop();
        ServerSocketChannel listening = ServerSocketChannel.open();
        listening.bind(Sockets.loopback(FreePorts.next()), 2048);
        listening.configureBlocking(false);
        listening.register(loop.selector, SelectionKey.OP_ACCEPT);
        loop.port = listening.socket().getLocalPort();
        loop.thread.start();
        return loop;
    }

    /** Starts the end that connects: {@code sessions} at once, each with this many bytes each way. */
    public static CodedLoop client(InetSocketAddress target, int sessions, long up, long down) throws IOException {
        CodedLoop loop = new CodedLoop();
        for (int stream = 1; stream <= sessions; stream++) {
            SocketChannel channel = SocketChannel.open();
            channel.configureBlocking(false);
            channel.connect(target);
            loop.add(channel, CodedSession.client(channel, stream, up, down), SelectionKey.OP_CONNECT);
        }
        loop.thread.start();
        return loop;
    }

    public String address() {
        return "127.0.0.1:" + port;
    }

    /** Returns how many sessions have ended with every byte verified, both ways. */
    public int done() {
        return done.get();
    }

    /** Returns how many sessions are under way. */
    public int open() {
        return open.get();
    }

    public long receivedBytes() {
        return receivedBytes.get();
    }

    public List<String> failures() {
        return List.copyOf(failures);
    }

    /** Waits until this many sessions are done, or one has failed. */
    public void awaitDone(int sessions, Duration atMost) {
        Await.until(
                sessions + " sessions complete",
                atMost,
                () -> done.get() == sessions || !failures.isEmpty(),
                () -> done + " are, " + receivedBytes + " bytes received");
        if (!failures.isEmpty()) {
            throw new AssertionError(failures.size() + " sessions failed, the first: " + failures.peek());
        }
    }

    @Override
    public void close() throws IOException {
        closed = true;
        selector.wakeup();
        Await.until("the thread of the client ends", Duration.ofSeconds(10), () -> !thread.isAlive());
        for (SelectionKey key : selector.keys()) {
            key.channel().close();
        }
        selector.close();
    }

    private void run() {
        try {
            while (!closed) {
                selector.select(100);
                for (SelectionKey key : selector.selectedKeys()) {
                    if (key.isAcceptable()) {
                        accept((ServerSocketChannel) key.channel());
                    } else {
                        advance(key, (CodedSession) key.attachment());
                    }
                }
                selector.selectedKeys().clear();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void accept(ServerSocketChannel listening) throws IOException {
        for (SocketChannel next = listening.accept(); next != null; next = listening.accept()) {
            next.configureBlocking(false);
            add(next, CodedSession.server(next), SelectionKey.OP_READ);
        }
    }

    private void add(SocketChannel channel, CodedSession session, int interest) throws IOException {
        open.incrementAndGet();
        channel.register(selector, interest, session);
    }

    private void advance(SelectionKey key, CodedSession session) throws IOException {
        long before = session.received();
        try {
            session.advance(key, shared);
            receivedBytes.addAndGet(session.received() - before);
            if (session.isDone()) {
                done.incrementAndGet();
                end(key);
            }
        } catch (IOException | AssertionError e) {
            failures.add(session.progress() + ": " + e.getMessage());
            end(key);
        }
    }

    private void end(SelectionKey key) throws IOException {
        open.decrementAndGet();
        key.channel().close();
    }
}
