package io.tcplb.bench.load;

import java.util.concurrent.TimeUnit;

/**
 * When each request of a run is due: request {@code i} exactly {@code i / perSecond} seconds after the start.
 *
 * @param perSecond requests in each second; 1 to 1,000,000
 * @param total requests in all; at least 1
 */
public record Schedule(int perSecond, int total) {
    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

    public Schedule {
        if (perSecond < 1 || perSecond > 1_000_000 || total < 1) {
            throw new IllegalArgumentException("schedule: " + total + " requests at " + perSecond + "/s");
        }
    }

    public static Schedule lasting(int seconds, int perSecond) {
        return new Schedule(perSecond, Math.multiplyExact(seconds, perSecond));
    }

    /** Returns when request {@code index} is due, in nanoseconds after the start, rounded up. */
    long dueNanos(int index) {
        return (index * SECOND + perSecond - 1) / perSecond;
    }

    /** Returns how many requests are due {@code nanos} after the start. */
    int dueBy(long nanos) {
        return nanos < 0
                ? 0
                : (int) Math.min(total, nanos / SECOND * perSecond + nanos % SECOND * perSecond / SECOND + 1);
    }
}
