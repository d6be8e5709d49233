package io.tcplb.backend;

import io.tcplb.observe.CloseReason;
import io.tcplb.observe.Histogram;
import java.net.InetSocketAddress;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * One server's identity at run time and the counters that outlive snapshots and reloads. Everything that is decided
 * about it lives elsewhere. Counters are safe from any thread; the setters belong to the control loop.
 */
public final class Backend {
    private final String pool;
    private final String id;
    private final AtomicInteger active = new AtomicInteger();
    private final AtomicInteger consecutiveFailures = new AtomicInteger();
    private final AtomicInteger consecutiveSilences = new AtomicInteger();
    private final LongAdder total = new LongAdder();
    private final LongAdder bytesToBackend = new LongAdder();
    private final LongAdder bytesToClient = new LongAdder();
    private final LongAdder[] connectFailures = new LongAdder[CloseReason.values().length];
    private final Histogram connectSeconds = Histogram.ofConnects();
    private volatile int maxConnections;
    private volatile @Nullable InetSocketAddress address;

    public Backend(String pool, String id, int maxConnections) {
        this.pool = pool;
        this.id = id;
        this.maxConnections = maxConnections;
        for (int i = 0; i < connectFailures.length; i++) {
            connectFailures[i] = new LongAdder();
        }
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
        return max == 0 || active.get() < max;
    }

    /** Takes a slot; false when the backend is at its max-connections. Every success needs one {@link #release}. */
    public boolean tryAcquire() {
        int max = maxConnections;
        if (active.incrementAndGet() <= max || max == 0) {
            return true;
        }
        active.decrementAndGet();
        return false;
    }

    /** Gives a slot back. */
    public void release() {
        int now = active.decrementAndGet();
        assert now >= 0 : "slot of " + this + " released twice";
    }

    /** Returns sessions that hold a slot now. */
    public int active() {
        return active.get();
    }

    /** Counts a successful connect and ends the streak of failed ones, without a store when there is none. */
    public void connected(long nanos) {
        total.increment();
        connectSeconds.record(nanos);
        if (consecutiveFailures.get() != 0) {
            consecutiveFailures.set(0);
        }
    }

    /** A client that had spoken got its first byte: ends the streak of silences. */
    public void answered() {
        if (consecutiveSilences.get() != 0) {
            consecutiveSilences.set(0);
        }
    }

    /** Ends every streak: something better informed has judged. */
    public void succeeded() {
        consecutiveFailures.set(0);
        consecutiveSilences.set(0);
    }

    /** Sets the streak of silences, so that a backend that comes back on probation is judged by its next client. */
    public void silences(int streak) {
        consecutiveSilences.set(streak);
    }

    /** Lengthens the streak of clients that spoke and got no byte in time, and returns it. */
    public int silent() {
        return consecutiveSilences.incrementAndGet();
    }

    /** Counts a failed connect for the metrics, whoever is to blame. */
    public void connectFailed(CloseReason reason) {
        connectFailures[reason.ordinal()].increment();
    }

    /** Lengthens the streak of failures that are the backend's own and returns it; the caller compares with a threshold. */
    public int failed() {
        return consecutiveFailures.incrementAndGet();
    }

    public int consecutiveFailures() {
        return consecutiveFailures.get();
    }

    public void relayed(long toBackend, long toClient) {
        bytesToBackend.add(toBackend);
        bytesToClient.add(toClient);
    }

    public long total() {
        return total.sum();
    }

    public long bytesToBackend() {
        return bytesToBackend.sum();
    }

    public long bytesToClient() {
        return bytesToClient.sum();
    }

    public long connectFailures(CloseReason reason) {
        return connectFailures[reason.ordinal()].sum();
    }

    public Histogram connectSeconds() {
        return connectSeconds;
    }

    @Override
    public String toString() {
        return pool + "/" + id;
    }
}
