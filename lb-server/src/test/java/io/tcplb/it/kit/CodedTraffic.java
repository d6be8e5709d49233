package io.tcplb.it.kit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntFunction;

/**
 * Clients of coded sessions that come at a steady rate, whatever happens to those before them. How each ends is noted;
 * judging that is left to the test.
 */
public final class CodedTraffic implements AutoCloseable {
    /** How a session ended for its client. */
    public enum End {
        /** Every byte of both directions, and the FIN. */
        COMPLETE,
        /** The client reset it, as it had planned. */
        ABANDONED,
        /** A reset, or another error of the network's. */
        RESET,
        /** A FIN before all was there. */
        TRUNCATED,
        /** A byte that was not the right one. */
        WRONG,
        /** Nothing of the above for longer than anything may take. */
        HUNG
    }

    /**
     * A session that has ended.
     *
     * @param port the client's, by which lb's log knows it
     * @param startMillis its connect, from the start of the traffic
     * @param received bytes that had come by then
     */
    public record Outcome(
            int stream, int port, long startMillis, long endMillis, End end, long received, String detail) {}

    /**
     * What a client does.
     *
     * @param abandonAt received bytes after which it resets the session; negative for never
     */
    public record Client(CodedPlan plan, long abandonAt) {}

    private static final long SELECT_MILLIS = 2;

    private final InetSocketAddress target;
    private final IntFunction<Client> clients;
    private final long gapNanos;
    private final long hungNanos;
    private final Selector selector = Selector.open();
    private final ByteBuffer shared = ByteBuffer.allocateDirect(64 << 10);
    private final List<Visit> visits = new ArrayList<>();
    private final Queue<Outcome> outcomes = new ConcurrentLinkedQueue<>();
    private final AtomicInteger extra = new AtomicInteger();
    private final AtomicInteger started = new AtomicInteger();
    private final long startNanos = System.nanoTime();
    private final Thread thread = new Thread(this::run, "coded-traffic");
    private volatile boolean issuing = true;
    private volatile boolean closed;

    private static final class Visit {
        final Client client;
        final SocketChannel channel;
        final CodedSession session;
        final long bornNanos = System.nanoTime();
        final int port;
        long pausedUntilNanos;

        Visit(Client client, SocketChannel channel) throws IOException {
            this.client = client;
            this.channel = channel;
            this.session = CodedSession.client(channel, client.plan());
            this.port = channel.socket().getLocalPort();
        }
    }

    /**
     * Starts.
     *
     * @param clients what the client of a stream does; streams are numbered 1, 2, 3 …
     * @param hungAfter how long a session may take
     */
    public CodedTraffic(InetSocketAddress target, int perSecond, IntFunction<Client> clients, Duration hungAfter)
            throws IOException {
        this.target = target;
        this.clients = clients;
        this.gapNanos = TimeUnit.SECONDS.toNanos(1) / perSecond;
        this.hungNanos = hungAfter.toNanos();
        thread.setDaemon(true);
        thread.start();
    }

    /** Starts so many more sessions at once. */
    public void burst(int sessions) {
        extra.addAndGet(sessions);
    }

    /** Returns milliseconds since the start, the clock of all outcomes. */
    public long millis() {
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - startNanos);
    }

    public int started() {
        return started.get();
    }

    /** Starts no more sessions, waits for those under way, and returns how each has ended. */
    public List<Outcome> finish() throws InterruptedException {
        issuing = false;
        thread.join(TimeUnit.NANOSECONDS.toMillis(2 * hungNanos));
        if (thread.isAlive()) {
            throw new AssertionError("the clients do not end");
        }
        return List.copyOf(outcomes);
    }

    @Override
    public void close() throws IOException {
        closed = true;
        selector.wakeup();
        Await.until("the thread of the clients ends", Duration.ofSeconds(10), () -> !thread.isAlive());
        for (Visit visit : visits) {
            visit.channel.close();
        }
        selector.close();
    }

    private void run() {
        long next = System.nanoTime();
        try {
            while (!closed && (issuing || !visits.isEmpty())) {
                for (; issuing && System.nanoTime() - next >= 0; next += gapNanos) {
                    begin();
                }
                for (; issuing && extra.get() > 0; extra.decrementAndGet()) {
                    begin();
                }
                selector.select(SELECT_MILLIS);
                for (SelectionKey key : selector.selectedKeys()) {
                    advance(key, (Visit) key.attachment());
                }
                selector.selectedKeys().clear();
                lookAround();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void begin() throws IOException {
        SocketChannel channel = SocketChannel.open();
        channel.configureBlocking(false);
        channel.bind(Sockets.loopback(0)); // so that its port is known even if it is thrown out before it is connected
        Visit visit = new Visit(clients.apply(started.incrementAndGet()), channel);
        visits.add(visit);
        channel.register(selector, SelectionKey.OP_CONNECT, visit);
        try {
            channel.connect(target);
        } catch (IOException e) {
            end(visit, End.RESET, "connect: " + e.getMessage());
        }
    }

    private void advance(SelectionKey key, Visit visit) throws IOException {
        try {
            visit.session.advance(key, shared);
            long abandonAt = visit.client.abandonAt();
            if (abandonAt >= 0 && visit.session.received() >= abandonAt) {
                visit.channel.setOption(StandardSocketOptions.SO_LINGER, 0);
                end(visit, End.ABANDONED, "");
            } else if (visit.session.isDone()) {
                end(visit, End.COMPLETE, "");
            } else if (visit.session.pauseMillis() > 0) {
                visit.pausedUntilNanos = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(visit.session.pauseMillis());
                key.interestOps(0);
            }
        } catch (CodedSession.Truncated e) {
            end(visit, End.TRUNCATED, String.valueOf(e.getMessage()));
        } catch (IOException e) {
            end(visit, End.RESET, String.valueOf(e.getMessage()));
        } catch (AssertionError e) {
            end(visit, End.WRONG, String.valueOf(e.getMessage()));
        }
    }

    /** Wakes those whose pause is over and gives up those who wait for too long. */
    private void lookAround() throws IOException {
        long now = System.nanoTime();
        for (Visit visit : List.copyOf(visits)) {
            SelectionKey key = visit.channel.keyFor(selector);
            if (visit.pausedUntilNanos != 0 && now - visit.pausedUntilNanos >= 0 && key != null && key.isValid()) {
                visit.pausedUntilNanos = 0;
                key.interestOps(visit.session.interest());
            }
            if (now - visit.bornNanos > hungNanos) {
                end(visit, End.HUNG, String.valueOf(visit.session.progress()));
            }
        }
    }

    private void end(Visit visit, End end, String detail) throws IOException {
        visits.remove(visit);
        visit.channel.close();
        long start = TimeUnit.NANOSECONDS.toMillis(visit.bornNanos - startNanos);
        outcomes.add(new Outcome(
                visit.client.plan().stream(), visit.port, start, millis(), end, visit.session.received(), detail));
    }
}
