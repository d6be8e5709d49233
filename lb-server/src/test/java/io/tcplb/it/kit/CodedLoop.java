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
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/** One end of many {@link CodedSession}s, on one thread. */
public final class CodedLoop implements AutoCloseable {
    /** Bytes that every session sends to the server besides its stream. */
    public static final int HEADER = CodedSession.HEADER;

    private static final long SELECT_MILLIS = 100;

    private final Selector selector = Selector.open();
    private final ByteBuffer shared = ByteBuffer.allocateDirect(256 << 10);
    private final IntFunction<Manners> mannersOf;
    private final Function<CodedPlan, InetSocketAddress> targetOf;
    private final Queue<CodedPlan> planned = new ConcurrentLinkedQueue<>();
    private final PriorityQueue<Pause> pauses = new PriorityQueue<>(Comparator.comparingLong(Pause::untilNanos));
    private final Queue<String> failures = new ConcurrentLinkedQueue<>();
    private final AtomicInteger done = new AtomicInteger();
    private final AtomicInteger open = new AtomicInteger();
    private final AtomicLong receivedBytes = new AtomicLong();
    private final Thread thread = new Thread(this::run, "coded-loop");
    private String host = "";
    private int port;
    private volatile boolean closed;

    private record Pause(SelectionKey key, long untilNanos) {}

    private CodedLoop(IntFunction<Manners> mannersOf, Function<CodedPlan, InetSocketAddress> targetOf)
            throws IOException {
        this.mannersOf = mannersOf;
        this.targetOf = targetOf;
        thread.setDaemon(true);
    }

    /** Starts the end that is connected to. */
    public static CodedLoop server() throws IOException {
        return server("127.0.0.1", 0, stream -> Manners.PLAIN);
    }

    /** As {@link #server()}, at one of this machine's other addresses. */
    public static CodedLoop server(String host) throws IOException {
        return server(host, 0, stream -> Manners.PLAIN);
    }

    /**
     * Starts the end that is connected to.
     *
     * @param receiveBuffer of its sockets; 0 leaves it to the kernel
     * @param mannersOf how it behaves, by the stream's number
     */
    public static CodedLoop server(int receiveBuffer, IntFunction<Manners> mannersOf) throws IOException {
        return server("127.0.0.1", receiveBuffer, mannersOf);
    }

    private static CodedLoop server(String host, int receiveBuffer, IntFunction<Manners> mannersOf) throws IOException {
        CodedLoop loop = new CodedLoop(mannersOf, plan -> Sockets.loopback(0));
        ServerSocketChannel listening = ServerSocketChannel.open();
        if (receiveBuffer > 0) {
            listening.setOption(StandardSocketOptions.SO_RCVBUF, receiveBuffer);
        }
        listening.bind(Sockets.literal(host, FreePorts.next()), 2048);
        loop.host = host;
        listening.configureBlocking(false);
        listening.register(loop.selector, SelectionKey.OP_ACCEPT);
        loop.port = listening.socket().getLocalPort();
        loop.thread.start();
        return loop;
    }

    /** Starts the end that connects: {@code sessions} at once, each with this many bytes each way. */
    public static CodedLoop client(InetSocketAddress target, int sessions, long up, long down) throws IOException {
        List<CodedPlan> plans = IntStream.rangeClosed(1, sessions)
                .mapToObj(stream -> CodedPlan.plain(stream, up, down))
                .toList();
        return client(plan -> target, plans, sessions);
    }

    /** Starts the end that connects: all of {@code plans} in turn, {@code atOnce} of them at any time. */
    public static CodedLoop client(Function<CodedPlan, InetSocketAddress> targetOf, List<CodedPlan> plans, int atOnce)
            throws IOException {
        CodedLoop loop = new CodedLoop(stream -> Manners.PLAIN, targetOf);
        loop.planned.addAll(plans);
        for (int i = 0; i < atOnce; i++) {
            loop.connectNext();
        }
        loop.thread.start();
        return loop;
    }

    public String address() {
        return host + ":" + port;
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
                selector.select(resume());
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

    /** Ends the pauses that are over; returns for how many milliseconds the rest last at least. */
    private long resume() {
        long now = System.nanoTime();
        for (Pause next = pauses.peek(); next != null; next = pauses.peek()) {
            long left = next.untilNanos - now;
            if (left > 0) {
                return Math.min(SELECT_MILLIS, TimeUnit.NANOSECONDS.toMillis(left) + 1);
            }
            pauses.remove();
            if (next.key.isValid()) {
                next.key.interestOps(((CodedSession) next.key.attachment()).interest());
            }
        }
        return SELECT_MILLIS;
    }

    private void accept(ServerSocketChannel listening) throws IOException {
        for (SocketChannel next = listening.accept(); next != null; next = listening.accept()) {
            next.configureBlocking(false);
            add(next, CodedSession.server(next, mannersOf), SelectionKey.OP_READ);
        }
    }

    private void connectNext() throws IOException {
        CodedPlan plan = planned.poll();
        if (plan != null) {
            SocketChannel channel = SocketChannel.open();
            channel.configureBlocking(false);
            CodedSession session = CodedSession.client(channel, plan);
            channel.connect(targetOf.apply(plan));
            add(channel, session, SelectionKey.OP_CONNECT);
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
            } else if (session.pauseMillis() > 0) {
                key.interestOps(0);
                pauses.add(new Pause(key, System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(session.pauseMillis())));
            }
        } catch (IOException | AssertionError e) {
            failures.add(session.progress() + ": " + e.getMessage());
            end(key);
        }
    }

    private void end(SelectionKey key) throws IOException {
        open.decrementAndGet();
        key.channel().close();
        connectNext();
    }
}
