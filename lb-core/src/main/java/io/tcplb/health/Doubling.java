package io.tcplb.health;

/**
 * A length that doubles with every repeat up to a cap, and the forgetting of repeats: one for every cap's length
 * without another. Repeats beyond the one that reaches the cap are not remembered, so that forgetting starts at once.
 */
final class Doubling {
    private Doubling() {}

    /** Returns {@code base} for the first time, twice as much for each that follows, at most {@code max}; 0 for none. */
    static long length(long base, long max, int times) {
        long length = times == 0 ? 0 : base;
        for (int i = 1; i < times && length < max; i++) {
            length = length > max / 2 ? max : length * 2;
        }
        return Math.min(length, max);
    }

    /** Returns how many of {@code times} are still remembered after {@code quietNanos} without another. */
    static int remembered(int times, long quietNanos, long max) {
        if (times == 0 || max == 0) {
            return 0; // without a first time there is no quiet since it
        }
        return (int) Math.max(0, times - quietNanos / max);
    }

    /** Returns the count after one more. */
    static int next(int times, long base, long max) {
        return times > 0 && (base == 0 || length(base, max, times) >= max) ? times : times + 1;
    }
}
