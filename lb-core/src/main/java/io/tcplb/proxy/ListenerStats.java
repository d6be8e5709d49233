package io.tcplb.proxy;

import io.tcplb.observe.CloseReason;
import io.tcplb.observe.Histogram;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;

/** The counters of one listener; they outlive reloads. Safe from any thread. */
public final class ListenerStats {
    private static final CloseReason[] REASONS = CloseReason.values();

    private final AtomicInteger active = new AtomicInteger();
    private final LongAdder total = new LongAdder();
    private final LongAdder[] ended = new LongAdder[REASONS.length];
    private final LongAdder[] rejected = new LongAdder[REASONS.length];
    private final Histogram seconds = Histogram.ofSessions();

    public ListenerStats() {
        for (int i = 0; i < REASONS.length; i++) {
            ended[i] = new LongAdder();
            rejected[i] = new LongAdder();
        }
    }

    /** Counts one accepted client and returns how many are active with it. */
    int opened() {
        total.increment();
        return active.incrementAndGet();
    }

    void ended(CloseReason reason, long durationNanos) {
        active.decrementAndGet();
        ended[reason.ordinal()].increment();
        seconds.record(durationNanos);
    }

    void rejected(CloseReason reason) {
        rejected[reason.ordinal()].increment();
    }

    public int active() {
        return active.get();
    }

    /** Returns accepted clients, rejected ones included: each ends with one close reason. */
    public long total() {
        return total.sum();
    }

    public Map<CloseReason, Long> ended() {
        return read(ended);
    }

    public Map<CloseReason, Long> rejected() {
        return read(rejected);
    }

    public Histogram seconds() {
        return seconds;
    }

    private static Map<CloseReason, Long> read(LongAdder[] counters) {
        Map<CloseReason, Long> counts = new EnumMap<>(CloseReason.class);
        for (CloseReason reason : REASONS) {
            counts.put(reason, counters[reason.ordinal()].sum());
        }
        return counts;
    }
}
