package io.tcplb.observe;

import java.util.concurrent.atomic.LongAdder;

/**
 * Counts durations in fixed buckets. Recording is one search and two adds, allocates nothing and is safe from any
 * thread; a reader may see a count that is a few records ahead of the sum.
 */
public final class Histogram {
    private static final long[] CONNECTS = {
        100_000,
        250_000,
        500_000,
        1_000_000,
        2_500_000,
        5_000_000,
        10_000_000,
        25_000_000,
        50_000_000,
        100_000_000,
        250_000_000,
        500_000_000,
        1_000_000_000L,
        2_500_000_000L,
        5_000_000_000L
    };
    private static final long[] SESSIONS = {
        10_000_000,
        50_000_000,
        100_000_000,
        500_000_000,
        1_000_000_000L,
        5_000_000_000L,
        10_000_000_000L,
        30_000_000_000L,
        60_000_000_000L,
        300_000_000_000L,
        600_000_000_000L,
        3_600_000_000_000L,
        21_600_000_000_000L,
        86_400_000_000_000L
    };

    private final long[] boundsNanos;
    // No array of atomics: event loops that record at once would wait for each other.
    private final LongAdder[] counts;
    private final LongAdder sumNanos = new LongAdder();

    /** @param boundsNanos inclusive upper bounds, ascending; a last unbounded bucket is added; must not change */
    public Histogram(long... boundsNanos) {
        this.boundsNanos = boundsNanos;
        this.counts = new LongAdder[boundsNanos.length + 1];
        for (int i = 0; i < counts.length; i++) {
            counts[i] = new LongAdder();
        }
    }

    /** Returns a histogram for connects to a nearby host: 100 µs to 5 s. */
    public static Histogram ofConnects() {
        return new Histogram(CONNECTS);
    }

    /** Returns a histogram for the life of sessions: 10 ms to a day. */
    public static Histogram ofSessions() {
        return new Histogram(SESSIONS);
    }

    public void record(long nanos) {
        int bucket = 0;
        while (bucket < boundsNanos.length && nanos > boundsNanos[bucket]) {
            bucket++;
        }
        counts[bucket].increment();
        sumNanos.add(nanos);
    }

    /** Returns how many durations were recorded. */
    public long count() {
        long count = 0;
        for (LongAdder bucket : counts) {
            count += bucket.sum();
        }
        return count;
    }

    /** Returns a reading that no longer changes. */
    public Reading read() {
        long[] cumulative = new long[counts.length];
        long count = 0;
        for (int i = 0; i < counts.length; i++) {
            count += counts[i].sum();
            cumulative[i] = count;
        }
        return new Reading(boundsNanos.clone(), cumulative, sumNanos.sum());
    }

    /**
     * One reading of a histogram.
     *
     * @param boundsNanos inclusive upper bounds of all buckets but the last
     * @param cumulative records at or below each bound; the last is the total
     */
    @SuppressWarnings("ArrayRecordComponent") // a transfer object that is never compared
    public record Reading(long[] boundsNanos, long[] cumulative, long sumNanos) {
        public long count() {
            return cumulative[cumulative.length - 1];
        }
    }
}
