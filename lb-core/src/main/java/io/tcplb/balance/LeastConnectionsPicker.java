package io.tcplb.balance;

import io.tcplb.backend.Backend;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The backend that would have the fewest sessions for its weight. Looks at all of them: linear, about 1 ns each, but
 * without a lock or a shared tree. Equals take turns.
 */
final class LeastConnectionsPicker implements Picker {
    private static final int PLACE_BITS = 16; // of Pickers.MAX_BACKENDS
    private static final int PLACE = (1 << PLACE_BITS) - 1;

    private final Backend[] backends;
    private final int[] weights;
    private final boolean even;
    private final long[] factors;
    private final Rotation rotation;

    LeastConnectionsPicker(Backend[] backends, int[] weights, Rotation rotation) {
        this.backends = backends;
        this.weights = weights;
        this.even = Arrays.stream(weights).distinct().count() == 1;
        this.factors = factors(weights);
        this.rotation = rotation;
    }

    @Override
    public @Nullable Backend pick(long flowHash, Tried tried) {
        Backend[] all = backends; // the field would be read again after each volatile read
        int start = rotation.next(all.length);
        long least = even ? emptiest(all, start) : lightest(all, factors, start);
        if (least != Long.MAX_VALUE) {
            Backend best = all[(int) (least + start) & PLACE];
            if (FirstPicker.isFree(best, tried)) {
                return best;
            }
        }
        return lightest(all, weights, start, tried);
    }

    /** Of equal weights, the least load, with a place as in {@link #lightest(Backend[], long[], int)}. */
    private static long emptiest(Backend[] all, int start) {
        long least = Long.MAX_VALUE;
        for (int i = 0; i < all.length; i++) {
            least = Math.min(least, ((long) all[i].active() << PLACE_BITS) | ((i - start) & PLACE));
        }
        return least;
    }

    /**
     * Returns the least load of all, free or not, with its distance from {@code start}, which decides among equals, in the
     * low bits: one number for both, so that there is no branch to guess wrong. Without factors there is none.
     */
    private static long lightest(Backend[] all, long[] factors, int start) {
        long least = Long.MAX_VALUE;
        for (int i = 0; i < factors.length; i++) {
            least = Math.min(least, (load(all[i]) * factors[i]) | ((i - start) & PLACE));
        }
        return least;
    }

    /**
     * Returns what to multiply each load with instead of dividing it by its weight, shifted to make room for a place; empty
     * when the weights have no small common multiple.
     */
    private static long[] factors(int[] weights) {
        long multiple = 1;
        for (int weight : weights) {
            multiple *= weight / gcd(weight, multiple);
            if (multiple > 1 << 16) {
                return new long[0];
            }
        }
        long[] factors = new long[weights.length];
        for (int i = 0; i < factors.length; i++) {
            factors[i] = (multiple / weights[i]) << PLACE_BITS;
        }
        return factors;
    }

    private static long gcd(long a, long b) {
        return b == 0 ? a : gcd(b, a % b);
    }

    /** Returns the free backend with the least load, the first from {@code start} on among equals. */
    static @Nullable Backend lightest(Backend[] backends, int[] weights, int start, Tried tried) {
        Backend best = null;
        long bestLoad = 0;
        int bestWeight = 1;
        for (int n = 0, i = start; n < backends.length; n++, i = i + 1 == backends.length ? 0 : i + 1) {
            Backend candidate = backends[i];
            long load = load(candidate);
            if ((best == null || load * bestWeight < bestLoad * weights[i]) && FirstPicker.isFree(candidate, tried)) {
                best = candidate;
                bestLoad = load;
                bestWeight = weights[i];
            }
        }
        return best;
    }

    /** Sessions it would have with this one: of two idle backends the heavier comes first. */
    private static long load(Backend backend) {
        return backend.active() + 1L;
    }
}
