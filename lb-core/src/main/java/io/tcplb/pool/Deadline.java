package io.tcplb.pool;

/** The earliest of some moments on a clock that may wrap. */
final class Deadline {
    private long nanos = Pool.NEVER;

    void add(long candidate) {
        if (candidate != Pool.NEVER && (nanos == Pool.NEVER || candidate - nanos < 0)) {
            nanos = candidate;
        }
    }

    /** Returns the earliest; {@link Pool#NEVER} when there was none. */
    long nanos() {
        return nanos;
    }
}
