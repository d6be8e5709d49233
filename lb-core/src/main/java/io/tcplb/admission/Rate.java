package io.tcplb.admission;

/**
 * A number of events a second, and as many at once, after a second of quiet. A token bucket in one {@code long}: the
 * generic cell rate algorithm (ITU-T I.371, virtual scheduling), whose state is the theoretical arrival time, the moment
 * at which the bucket will be full again. Because a bucket holds one second's worth at any rate, that moment is never
 * more than a second away, and a state goes on meaning the same when the rate changes.
 *
 * @param interval nanoseconds that an event costs; 0 = no limit
 * @param tolerance how far ahead the theoretical arrival time may be of an event that is let through, in nanoseconds
 */
record Rate(long interval, long tolerance) {
    private static final long SECOND = 1_000_000_000;

    static final Rate UNLIMITED = new Rate(0, 0);

    /** {@code perSecond} is 0 for no limit. Above some 10 million the whole nanoseconds show: 3 ns are 333 million. */
    static Rate of(int perSecond) {
        if (perSecond == 0) {
            return UNLIMITED;
        }
        long interval = Math.max(1, Math.round((double) SECOND / perSecond));
        return new Rate(interval, interval * (perSecond - 1L));
    }

    boolean isUnlimited() {
        return interval == 0;
    }

    /** Returns whether an event may take place now, when the bucket is full again at {@code full}. */
    boolean admits(long full, long now) {
        return interval == 0 || full - now <= tolerance;
    }

    /** Returns when the bucket will be full again after an event now. */
    long after(long full, long now) {
        return interval == 0 ? full : now + Math.max(0, full - now) + interval;
    }
}
