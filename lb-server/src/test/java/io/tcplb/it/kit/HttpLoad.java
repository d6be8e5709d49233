package io.tcplb.it.kit;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;

/**
 * HTTP requests at a fixed rate, each on a connection of its own, from one thread. The loop is open: a slow answer
 * delays no other request, and an overdue request is made up for at once. Nothing is retried; every answer is checked.
 */
public final class HttpLoad implements AutoCloseable {
    /**
     * A request that was not answered as it should have been.
     *
     * @param startedAtMillis when it began to connect, from the start of the load
     * @param atMillis when it failed; rounded down as the other one is, so that their order stays that of the events
     */
    public record Failure(long startedAtMillis, long atMillis, String cause) {}

    private static final long REQUEST_TIMEOUT_NANOS = TimeUnit.SECONDS.toNanos(10);
    private static final long SELECT_MILLIS = 1;

    private final InetSocketAddress target;
    private final Set<String> bodies;
    private final long gapNanos;
    private final Selector selector = Selector.open();
    private final Set<HttpExchange> inFlight = new HashSet<>();
    private final Thread thread;
    private final long startNanos = System.nanoTime();

    private final AtomicLong started = new AtomicLong();
    private final Map<String, LongAdder> byBody = new ConcurrentHashMap<>();
    private final Queue<Failure> failures = new ConcurrentLinkedQueue<>();
    private final Queue<Runnable> betweenRequests = new ConcurrentLinkedQueue<>();
    private final AtomicLong slowestNanos = new AtomicLong();
    private volatile boolean issuing = true;
    private volatile boolean closed;

    HttpLoad(InetSocketAddress target, int perSecond, Set<String> bodies) throws IOException {
        this.target = target;
        this.bodies = bodies;
        this.gapNanos = TimeUnit.SECONDS.toNanos(1) / perSecond;
        this.thread = new Thread(this::run, "http-load");
        thread.setDaemon(true);
        thread.start();
    }

    /**
     * Runs {@code action} at a moment when no request is under way, and holds the next ones back until it returns.
     * For taking away a server: what it had already been handed no layer-4 balancer could save.
     */
    public void betweenRequests(Runnable action) throws InterruptedException {
        CountDownLatch done = new CountDownLatch(1);
        betweenRequests.add(() -> {
            try {
                action.run();
            } finally {
                done.countDown();
            }
        });
        if (!done.await(30, TimeUnit.SECONDS)) {
            throw new AssertionError("there was no moment without a request under way");
        }
    }

    /** Starts no more requests, waits for those under way and returns what failed of all. */
    public List<Failure> finish() throws InterruptedException {
        issuing = false;
        thread.join(Duration.ofNanos(2 * REQUEST_TIMEOUT_NANOS).toMillis());
        return List.copyOf(failures);
    }

    /** Returns the time that {@link Failure#atMillis} would have if it happened now. */
    public long sinceStart() {
        return sinceStart(System.nanoTime());
    }

    private long sinceStart(long nanos) {
        return TimeUnit.NANOSECONDS.toMillis(nanos - startNanos);
    }

    public long started() {
        return started.get();
    }

    /** Returns requests answered so far, by the body of the answer. */
    public Map<String, Long> answered() {
        Map<String, Long> counts = new TreeMap<>();
        byBody.forEach((body, count) -> counts.put(body, count.sum()));
        return counts;
    }

    /** Returns requests answered so far. */
    public long succeeded() {
        return answered().values().stream().mapToLong(Long::longValue).sum();
    }

    public List<Failure> failures() {
        return List.copyOf(failures);
    }

    /** Returns the longest time from a connect to the end of its answer. */
    public Duration slowest() {
        return Duration.ofNanos(slowestNanos.get());
    }

    /** Waits until {@code more} further requests have been answered. */
    public void awaitAnswers(long more) {
        long goal = succeeded() + more;
        Await.until(
                more + " more answers",
                Duration.ofMinutes(1),
                () -> succeeded() >= goal,
                () -> "answered " + answered() + ", failed " + failures.size());
    }

    @Override
    public void close() throws IOException {
        closed = true;
        selector.wakeup();
        Await.until("the thread of the client ends", Duration.ofSeconds(10), () -> !thread.isAlive());
        selector.close();
    }

    private void run() {
        long next = System.nanoTime();
        try {
            while (!closed && (issuing || !inFlight.isEmpty())) {
                if (betweenRequests.isEmpty()) {
                    while (issuing && System.nanoTime() - next >= 0) {
                        start();
                        next += gapNanos;
                    }
                } else if (inFlight.isEmpty()) {
                    betweenRequests.remove().run();
                }
                selector.select(SELECT_MILLIS);
                selector.selectedKeys().forEach(this::advance);
                selector.selectedKeys().clear();
                failOverdue();
            }
        } catch (IOException e) {
            failures.add(new Failure(sinceStart(), sinceStart(), "load client: " + e));
        } finally {
            new ArrayList<>(inFlight).forEach(HttpExchange::abandon);
        }
    }

    private void start() {
        started.incrementAndGet();
        HttpExchange exchange = new HttpExchange(System.nanoTime());
        inFlight.add(exchange);
        try {
            exchange.open(selector, target);
        } catch (IOException e) {
            failed(exchange, e);
        }
    }

    private void advance(SelectionKey key) {
        HttpExchange exchange = (HttpExchange) key.attachment();
        try {
            if (exchange.advance(key)) {
                succeeded(exchange, exchange.answer());
            }
        } catch (IOException e) {
            failed(exchange, e);
        }
    }

    private void succeeded(HttpExchange exchange, HttpAnswer answer) throws IOException {
        String body = answer.body().strip();
        if (answer.status() != 200 || !bodies.contains(body)) {
            throw new IOException("unexpected answer " + answer);
        }
        inFlight.remove(exchange);
        exchange.abandon();
        slowestNanos.accumulateAndGet(System.nanoTime() - exchange.startNanos(), Math::max);
        byBody.computeIfAbsent(body, any -> new LongAdder()).increment();
    }

    private void failed(HttpExchange exchange, IOException cause) {
        inFlight.remove(exchange);
        exchange.abandon();
        failures.add(new Failure(
                sinceStart(exchange.startNanos()), sinceStart(), exchange.phase() + ": " + cause.getMessage()));
    }

    private void failOverdue() {
        long now = System.nanoTime();
        List<HttpExchange> overdue = inFlight.stream()
                .filter(exchange -> now - exchange.startNanos() > REQUEST_TIMEOUT_NANOS)
                .toList();
        overdue.forEach(exchange -> failed(exchange, new IOException("no answer within 10 s")));
    }
}
