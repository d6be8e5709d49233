package io.tcplb.backend;

import io.tcplb.observe.CloseReason;
import io.tcplb.observe.Histogram;
import java.net.InetSocketAddress;
import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * One server's identity at run time and the counters that outlive snapshots and reloads. Everything that is decided
 * about it lives elsewhere. Counters are safe from any thread; the setters belong to the control loop.
 */
public final class Backend {
    private static final AtomicIntegerFieldUpdater<Backend> ACTIVE =
            AtomicIntegerFieldUpdater.newUpdater(Backend.class, "active");
    private static final AtomicIntegerFieldUpdater<Backend> FAILURES =
            AtomicIntegerFieldUpdater.newUpdater(Backend.class, "consecutiveFailures");
    private static final AtomicIntegerFieldUpdater<Backend> SILENCES =
            AtomicIntegerFieldUpdater.newUpdater(Backend.class, "consecutiveSilences");

    private final String pool;
    private final String id;
    private final LongAdder bytesToBackend = new LongAdder();
    private final LongAdder bytesToClient = new LongAdder();
    private final AtomicLongArray connectFailures = new AtomicLongArray(4);
    private final Histogram connectSeconds = Histogram.ofConnects();
    private volatile int active; // a field and no object of its own: a pick reads it of every backend
    private volatile int consecutiveFailures;
    private volatile int consecutiveSilences;
    private volatile int maxConnections;
    private volatile @Nullable InetSocketAddress address;

    public Backend(String pool, String id, int maxConnections) {
        this.pool = pool;
        this.id = id;
        this.maxConnections = maxConnections;
    }

    public String pool() {
        return pool;
    }

    public String id() {
        return id;
    }

    /** Returns the resolved address; {@code null} while the name has never resolved. */
    public @Nullable InetSocketAddress address() {
        return address;
    }

    public void address(InetSocketAddress resolved) {
        address = resolved;
    }

    /** @param max 0 = unlimited */
    public void maxConnections(int max) {
        maxConnections = max;
    }

    public boolean hasRoom() {
        int max = maxConnections;
        return max == 0 || active < max;
    }

    /** Takes a slot; false when the backend is at its max-connections. Every success needs one {@link #release}. */
    public boolean tryAcquire() {
        int max = maxConnections;
        if (ACTIVE.incrementAndGet(this) <= max || max == 0) {
            return true;
        }
        ACTIVE.decrementAndGet(this);
        return false;
    }

    /** Gives a slot back. */
    public void release() {
        int now = ACTIVE.decrementAndGet(this);
        assert now >= 0 : "slot of " + this + " released twice";
    }

    /** Returns sessions that hold a slot now. */
    public int active() {
        return active;
    }

    /** Counts a successful connect and ends the streak of failed ones, without a store when there is none. */
    public void connected(long nanos) {
        connectSeconds.record(nanos);
        if (consecutiveFailures != 0) {
            consecutiveFailures = 0;
        }
    }

    /** A client that had spoken got its first byte: ends the streak of silences. */
    public void answered() {
        if (consecutiveSilences != 0) {
            consecutiveSilences = 0;
        }
    }

    /** Ends every streak: something better informed has judged. */
    public void succeeded() {
        consecutiveFailures = 0;
        consecutiveSilences = 0;
    }

    /** Sets the streak of silences, so that a backend that comes back on probation is judged by its next client. */
    public void silences(int streak) {
        consecutiveSilences = streak;
    }

    /** Lengthens the streak of clients that spoke and got no byte in time, and returns it. */
    public int silent() {
        return SILENCES.incrementAndGet(this);
    }

    /**
     * Counts a failed connect for the metrics, whoever is to blame.
     *
     * @throws IllegalArgumentException when {@code reason} is none that a connect fails with
     */
    public void connectFailed(CloseReason reason) {
        connectFailures.getAndIncrement(slot(reason));
    }

    /** Lengthens the streak of failures that are the backend's own and returns it; the caller compares with a threshold. */
    public int failed() {
        return FAILURES.incrementAndGet(this);
    }

    public int consecutiveFailures() {
        return consecutiveFailures;
    }

    public void relayed(long toBackend, long toClient) {
        bytesToBackend.add(toBackend);
        bytesToClient.add(toClient);
    }

    /** Returns how many connects have succeeded. */
    public long total() {
        return connectSeconds.count();
    }

    public long bytesToBackend() {
        return bytesToBackend.sum();
    }

    public long bytesToClient() {
        return bytesToClient.sum();
    }

    public long connectFailures(CloseReason reason) {
        return connectFailures.get(slot(reason));
    }

    private static int slot(CloseReason reason) {
        return switch (reason) {
            case CONNECT_REFUSED -> 0;
            case CONNECT_TIMEOUT -> 1;
            case CONNECT_UNREACHABLE -> 2;
            case CONNECT_ERROR -> 3;
            default -> throw new IllegalArgumentException("not a failed connect: " + reason);
        };
    }

    public Histogram connectSeconds() {
        return connectSeconds;
    }

    @Override
    public String toString() {
        return pool + "/" + id;
    }
}
