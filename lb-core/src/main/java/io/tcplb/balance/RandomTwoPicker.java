package io.tcplb.balance;

import io.tcplb.backend.Backend;
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
    private final AliasTable table;
    private final Rotation rotation;

    RandomTwoPicker(Backend[] backends, int[] weights, Rotation rotation) {
        this.backends = backends;
        this.weights = weights;
        this.rotation = rotation;
        this.table = new AliasTable(weights);
    }

    @Override
    public @Nullable Backend pick(long flowHash, Tried tried) {
        for (int round = 0; round < ROUNDS; round++) {
            long bits = rotation.roll();
            int one = table.draw((int) bits);
            int two = table.draw((int) (bits >>> 32));
            Backend first = backends[one];
            Backend second = backends[two];
            // Weights have been counted in the draw already, so that of two idle ones the first stands.
            boolean lighter = (long) second.active() * weights[one] < (long) first.active() * weights[two];
            Backend better = lighter ? second : first;
            if (FirstPicker.isFree(better, tried)) {
                return better;
            }
            Backend other = lighter ? first : second;
            if (FirstPicker.isFree(other, tried)) {
                return other;
            }
        }
        int start = table.draw((int) rotation.roll());
        return LeastConnectionsPicker.lightest(backends, weights, start, tried);
    }
}
