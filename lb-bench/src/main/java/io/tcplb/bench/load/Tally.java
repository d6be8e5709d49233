package io.tcplb.bench.load;

import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;

/** What became of the requests of a run. Confined to the generator's thread until the run has ended. */
public final class Tally {
    private static final long HIGHEST_NANOS = TimeUnit.MINUTES.toNanos(10);
    private static final int DIGITS = 3;

    private final Histogram latency = new Histogram(HIGHEST_NANOS, DIGITS);
    private final Histogram lateness = new Histogram(HIGHEST_NANOS, DIGITS);
    private long startNanos;
    private long endNanos;
    private long lastAnswerNanos;
    private long longestGapNanos;
    private long lost;

    void start(long nowNanos) {
        startNanos = nowNanos;
        lastAnswerNanos = nowNanos;
    }

    /** The generator saw at {@code nowNanos} that a request had been due since {@code dueNanos}. */
    void noticed(long dueNanos, long nowNanos) {
        lateness.recordValue(Math.max(0, nowNanos - dueNanos));
    }

    void answered(long dueNanos, long nowNanos) {
        latency.recordValue(Math.max(0, nowNanos - dueNanos));
        gapEnds(nowNanos);
    }

    void lost() {
        lost++;
    }

    void end(long nowNanos) {
        endNanos = nowNanos;
        gapEnds(nowNanos);
    }

    private void gapEnds(long nowNanos) {
        longestGapNanos = Math.max(longestGapNanos, nowNanos - lastAnswerNanos);
        lastAnswerNanos = nowNanos;
    }

    long ended() {
        return answered() + lost;
    }

    /** Returns how many requests got their whole answer. */
    public long answered() {
        return latency.getTotalCount();
    }

    /** Returns how many were refused, cut off, answered wrongly, or not answered in time. */
    public long lostCount() {
        return lost;
    }

    /** Returns answers per second, from the start to the last answer. */
    public double perSecond() {
        return answered() * 1e9 / (endNanos - startNanos);
    }

    /**
     * Returns the time from due to answered that {@code percentile} percent of the answered requests did not exceed, in
     * microseconds; lost ones are not in it.
     */
    public double latencyMicros(double percentile) {
        return latency.getValueAtPercentile(percentile) / 1e3;
    }

    /** Returns how late the generator itself was with as many of the requests, in microseconds. */
    public double latenessMicros(double percentile) {
        return lateness.getValueAtPercentile(percentile) / 1e3;
    }

    /** Returns the longest time without any answer, in milliseconds. */
    public double longestGapMillis() {
        return longestGapNanos / 1e6;
    }
}
