package io.tcplb.server.admin;

import io.tcplb.observe.BackendStatus;
import io.tcplb.observe.LbStatus;
import io.tcplb.observe.ListenerStatus;
import io.tcplb.observe.PoolStatus;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;

/** New sessions per second over the last ten seconds, from a look at the counters each second. Confined to one thread. */
final class Rates {
    private static final int SAMPLES = 11;

    private final Deque<Sample> samples = new ArrayDeque<>();

    private record Sample(long nanos, Map<String, Long> totals) {}

    static String key(ListenerStatus listener) {
        return "listener " + listener.name();
    }

    static String key(PoolStatus pool, BackendStatus backend) {
        return pool.name() + "/" + backend.id();
    }

    /** Takes note of the counters as they stand at {@code nanos}. */
    void sample(LbStatus status, long nanos) {
        Map<String, Long> totals = new HashMap<>();
        status.listeners().forEach(listener -> totals.put(key(listener), listener.total()));
        status.pools()
                .forEach(pool -> pool.backends().forEach(backend -> totals.put(key(pool, backend), backend.total())));
        samples.addLast(new Sample(nanos, totals));
        if (samples.size() > SAMPLES) {
            samples.removeFirst();
        }
    }

    /** Returns tenths of a session per second; 0 for what has been there for one sample only. */
    long tenths(String key) {
        Long last = samples.isEmpty() ? null : samples.getLast().totals().get(key);
        if (last == null) {
            return 0;
        }
        for (Sample sample : samples) {
            Long then = sample.totals().get(key);
            if (then != null) {
                long elapsed = Objects.requireNonNull(samples.peekLast()).nanos() - sample.nanos();
                return elapsed <= 0 ? 0 : Math.max(0, Math.round((last - then) * 1e10 / elapsed));
            }
        }
        return 0;
    }
}
