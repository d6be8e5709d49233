package io.tcplb.balance;

import io.tcplb.backend.Backend;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The better of two backends drawn by weight (M. Mitzenmacher, "The power of two choices in randomized load
 * balancing", 2001): nearly as even as looking at all, without the herd that all balancers send to the same least one.
 */
final class RandomTwoPicker implements Picker {
    /** Draws before the rest is simply searched: with half of the backends full, one pick in 256 gets there. */
    private static final int ROUNDS = 4;

    private final Backend[] backends;
    private final int[] weights;
    private final int[] upTo; // sums of weights
    private final Rotation rotation;

    RandomTwoPicker(Backend[] backends, int[] weights, Rotation rotation) {
        this.backends = backends;
        this.weights = weights;
        this.rotation = rotation;
        this.upTo = weights.clone();
        Arrays.parallelPrefix(upTo, Integer::sum);
    }

    @Override
    public @Nullable Backend pick(long flowHash, Tried tried) {
        for (int round = 0; round < ROUNDS; round++) {
            long bits = rotation.roll();
            int one = draw((int) bits);
            int two = draw((int) (bits >>> 32));
            boolean oneFree = FirstPicker.isFree(backends[one], tried);
            boolean twoFree = FirstPicker.isFree(backends[two], tried);
            if (oneFree && twoFree) {
                return isLighter(two, one) ? backends[two] : backends[one];
            }
            if (oneFree || twoFree) {
                return backends[oneFree ? one : two];
            }
        }
        int start = draw((int) rotation.roll());
        return LeastConnectionsPicker.lightest(backends, weights, start, tried);
    }

    /** Weights have been counted in the draw already, so that of two idle ones the first stands. */
    private boolean isLighter(int a, int b) {
        return (long) backends[a].active() * weights[b] < (long) backends[b].active() * weights[a];
    }

    /** Returns an index by weight; {@code bits} are taken as a fraction of 2^32. */
    private int draw(int bits) {
        int point = (int) ((Integer.toUnsignedLong(bits) * upTo[upTo.length - 1]) >>> 32);
        int found = Arrays.binarySearch(upTo, point + 1);
        return found >= 0 ? found : -found - 1;
    }
}
