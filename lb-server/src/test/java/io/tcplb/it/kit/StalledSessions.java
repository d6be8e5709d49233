package io.tcplb.it.kit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Both ends of many sessions whose writers write all that they can and whose readers read nothing until {@link #drain}.
 * Half of the writers are clients, half are servers. All of these sockets have the smallest buffers there are, so that
 * what is in flight is in the balancer or its sockets.
 */
public final class StalledSessions implements AutoCloseable {
    private static final int SMALL_RECEIVE_BUFFER = 2 << 10;
    private static final int DRAIN_RECEIVE_BUFFER = 256 << 10;
    private static final int SMALL_SEND_BUFFER = 16 << 10;
    private static final Duration LONG = Duration.ofSeconds(60);
    private static final Duration STILL = Duration.ofMillis(700);

    private final Selector selector = Selector.open();
    private final ServerSocketChannel readers = listen();
    private final ServerSocketChannel writers = listen();
    private final ByteBuffer shared = ByteBuffer.allocateDirect(64 << 10);
    private final List<End> ends = new ArrayList<>();
    private final Queue<Task> tasks = new ConcurrentLinkedQueue<>();
    private final Queue<String> failures = new ConcurrentLinkedQueue<>();
    private final AtomicLong written = new AtomicLong();
    private final AtomicLong read = new AtomicLong();
    private final AtomicInteger open = new AtomicInteger();
    private final AtomicInteger finished = new AtomicInteger();
    private final Thread thread = new Thread(this::run, "stalled-sessions");
    private int streams;
    private volatile boolean closed;

    @FunctionalInterface
    private interface Task {
        void run() throws IOException;
    }

    /** One end of one session: a writer, or a reader that reads only when it is allowed to. */
    private static final class End {
        final SocketChannel channel;
        final boolean writes;
        int stream;
        long offset;

        End(SocketChannel channel, boolean writes, int stream) {
            this.channel = channel;
            this.writes = writes;
            this.stream = stream;
        }
    }

    public StalledSessions() throws IOException {
        readers.register(selector, SelectionKey.OP_ACCEPT, false);
        writers.register(selector, SelectionKey.OP_ACCEPT, true);
        thread.setDaemon(true);
        thread.start();
    }

    /** Returns the port of the server that reads nothing. */
    public int readingPort() {
        return readers.socket().getLocalPort();
    }

    /** Returns the port of the server that writes without end. */
    public int writingPort() {
        return writers.socket().getLocalPort();
    }

    /** Opens {@code sessions}, half through each of the addresses, and returns when nothing moves any more. */
    public void open(InetSocketAddress toReaders, InetSocketAddress toWriters, int sessions) {
        int goal = open.get() + 2 * sessions;
        tasks.add(() -> {
            for (int i = 0; i < sessions; i++) {
                boolean writes = i % 2 == 0;
                connect(writes ? toReaders : toWriters, writes);
            }
        });
        selector.wakeup();
        Await.until(
                sessions + " sessions are open at both ends",
                LONG,
                () -> open.get() >= goal || !failures.isEmpty(),
                () -> open + " ends are");
        awaitStillness();
        throwFailure();
    }

    private void awaitStillness() {
        long[] last = {-1, System.nanoTime()};
        Await.until("every writer is stuck", LONG, () -> {
            long now = written.get();
            if (now != last[0]) {
                last[0] = now;
                last[1] = System.nanoTime();
            }
            return System.nanoTime() - last[1] > STILL.toNanos();
        });
    }

    /** Lets every writer finish where it is and every reader read; returns when all is read and verified. */
    public void drain() {
        int goal = open.get() / 2;
        finished.set(0);
        tasks.add(() -> {
            for (End end : ends) {
                SelectionKey key = end.channel.keyFor(selector);
                if (end.writes) {
                    key.interestOps(0);
                    end.channel.shutdownOutput();
                } else {
                    end.channel.setOption(StandardSocketOptions.SO_RCVBUF, DRAIN_RECEIVE_BUFFER);
                    key.interestOps(SelectionKey.OP_READ);
                }
            }
        });
        selector.wakeup();
        Await.until(
                goal + " readers have read everything",
                LONG,
                () -> finished.get() >= goal || !failures.isEmpty(),
                () -> finished + " have");
        throwFailure();
        if (read.get() != written.get()) {
            throw new AssertionError("read " + read + " of " + written + " bytes");
        }
    }

    /** Ends every session at both ends. */
    public void closeAll() {
        tasks.add(() -> {
            for (End end : ends) {
                end.channel.setOption(StandardSocketOptions.SO_LINGER, 0);
                end.channel.close();
            }
            ends.clear();
            open.set(0);
            written.set(0);
            read.set(0);
        });
        selector.wakeup();
        Await.until("every session is closed", LONG, () -> open.get() == 0);
    }

    public long written() {
        return written.get();
    }

    private void throwFailure() {
        if (!failures.isEmpty()) {
            throw new AssertionError(failures.size() + " sessions failed, the first: " + failures.peek());
        }
    }

    @Override
    public void close() throws IOException {
        closed = true;
        selector.wakeup();
        Await.until("the thread of the sessions ends", LONG, () -> !thread.isAlive());
        for (SelectionKey key : selector.keys()) {
            key.channel().close();
        }
        selector.close();
    }

    private static ServerSocketChannel listen() throws IOException {
        ServerSocketChannel listening = ServerSocketChannel.open();
        listening.setOption(StandardSocketOptions.SO_RCVBUF, SMALL_RECEIVE_BUFFER);
        listening.bind(Sockets.loopback(FreePorts.next()), 4096);
        listening.configureBlocking(false);
        return listening;
    }

    private void run() {
        try {
            while (!closed) {
                selector.select(100);
                for (Task task = tasks.poll(); task != null; task = tasks.poll()) {
                    task.run();
                }
                for (SelectionKey key : selector.selectedKeys()) {
                    if (key.isValid()) {
                        advance(key);
                    }
                }
                selector.selectedKeys().clear();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void connect(InetSocketAddress target, boolean writes) throws IOException {
        SocketChannel channel = SocketChannel.open();
        channel.setOption(StandardSocketOptions.SO_RCVBUF, SMALL_RECEIVE_BUFFER);
        channel.setOption(StandardSocketOptions.SO_SNDBUF, SMALL_SEND_BUFFER);
        channel.configureBlocking(false);
        channel.connect(target);
        channel.register(selector, SelectionKey.OP_CONNECT, add(channel, writes));
    }

    private End add(SocketChannel channel, boolean writes) {
        End end = new End(channel, writes, writes ? ++streams : 0);
        ends.add(end);
        return end;
    }

    private void accept(ServerSocketChannel listening, boolean writes) throws IOException {
        for (SocketChannel next = listening.accept(); next != null; next = listening.accept()) {
            next.setOption(StandardSocketOptions.SO_SNDBUF, SMALL_SEND_BUFFER);
            next.configureBlocking(false);
            next.register(selector, writes ? SelectionKey.OP_WRITE : 0, add(next, writes));
            open.incrementAndGet();
        }
    }

    private void advance(SelectionKey key) throws IOException {
        if (key.isAcceptable()) {
            accept((ServerSocketChannel) key.channel(), (Boolean) key.attachment());
            return;
        }
        End end = (End) key.attachment();
        try {
            if (key.isConnectable()) {
                end.channel.finishConnect();
                open.incrementAndGet();
                key.interestOps(end.writes ? SelectionKey.OP_WRITE : 0);
            } else if (end.writes) {
                write(end);
            } else {
                read(key, end);
            }
        } catch (IOException | AssertionError e) {
            failures.add((end.writes ? "writer of stream " : "reader of stream ") + end.stream + " at byte "
                    + end.offset + ": " + e.getMessage());
            key.cancel();
        }
    }

    private void write(End end) throws IOException {
        PositionCode.fill(shared.clear(), end.stream, end.offset);
        int count = end.channel.write(shared.flip());
        end.offset += count;
        written.addAndGet(count);
    }

    private void read(SelectionKey key, End end) throws IOException {
        int count = end.channel.read(shared.clear());
        if (count < 0) {
            key.interestOps(0);
            finished.incrementAndGet();
            return;
        }
        shared.flip();
        if (end.offset == 0 && count >= Long.BYTES) {
            end.stream = PositionCode.stream(shared);
        }
        PositionCode.verify(shared, end.stream, end.offset);
        end.offset += count;
        read.addAndGet(count);
    }
}
