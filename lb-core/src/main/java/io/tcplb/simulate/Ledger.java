package io.tcplb.simulate;

import io.tcplb.backend.Backend;
import io.tcplb.observe.CloseReason;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;

/** Counts what becomes of the clients of one pool. */
final class Ledger {
    /** Not lb's word: to lb this client closed, or reset. */
    private static final String GAVE_UP = "client_gave_up";

    private final Map<String, Long> refused = new TreeMap<>();
    private final Map<String, Long> lost = new TreeMap<>();
    private final Map<String, Long> retried = new TreeMap<>();
    private final Map<Backend, Integer> highest = new HashMap<>();
    private long accepted;
    private long served;
    private long refusedNow;
    private long lostNow;
    private long acceptedBefore;
    private long delayed;
    private long longestDelayNanos;

    void accepted() {
        accepted++;
    }

    void served() {
        served++;
    }

    /** @param talking whether it had had an answer */
    void failed(CloseReason reason, boolean talking) {
        failed(reason.key(), talking);
    }

    void gaveUp(boolean talking) {
        failed(GAVE_UP, talking);
    }

    private void failed(String how, boolean talking) {
        (talking ? lost : refused).merge(how, 1L, Long::sum);
        if (talking) {
            lostNow++;
        } else {
            refusedNow++;
        }
    }

    void retried(CloseReason cause) {
        retried.merge(cause.key(), 1L, Long::sum);
    }

    /** A client had its first answer, {@code nanos} later than its server took for it. */
    void answered(long nanos) {
        if (nanos > 0) {
            delayed++;
            longestDelayNanos = Math.max(longestDelayNanos, nanos);
        }
    }

    /** A slot of {@code backend} was taken. */
    void load(Backend backend) {
        highest.merge(backend, backend.active(), Math::max);
    }

    int highest(Backend backend) {
        return highest.getOrDefault(backend, 0);
    }

    /** What has happened since the last call. */
    record Rates(long fresh, long refused, long lost) {}

    Rates sinceLast() {
        Rates rates = new Rates(accepted - acceptedBefore, refusedNow, lostNow);
        acceptedBefore = accepted;
        refusedNow = 0;
        lostNow = 0;
        return rates;
    }

    long acceptedSoFar() {
        return accepted;
    }

    long servedSoFar() {
        return served;
    }

    Map<String, Long> refused() {
        return refused;
    }

    Map<String, Long> lost() {
        return lost;
    }

    Map<String, Long> retries() {
        return retried;
    }

    long delayed() {
        return delayed;
    }

    long longestDelayNanos() {
        return longestDelayNanos;
    }

    /** Returns the clients that are still there. */
    long live() {
        return accepted - served - sum(refused) - sum(lost);
    }

    private static long sum(Map<String, Long> counts) {
        return counts.values().stream().mapToLong(Long::longValue).sum();
    }
}
