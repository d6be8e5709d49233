package io.tcplb.balance;

import io.tcplb.backend.Backend;
import io.tcplb.spec.Algorithm;
import java.util.Arrays;

/** Builds pickers: the only switch over {@link Algorithm}. */
public final class Pickers {
    /** Most backends of one pool: what Maglev's table can name. */
    public static final int MAX_BACKENDS = Character.MAX_VALUE;

    private static final Picker NOBODY = (flowHash, tried) -> null;

    private Pickers() {}

    /**
     * Returns a picker over {@code backends} in the given order.
     *
     * @param weights one for each backend, 0..1,000,000; a backend of weight 0 is never picked unless all have it, which
     *     makes all equal
     * @param rotation the pool's, shared with the pickers that this one replaces
     */
    public static Picker of(Algorithm algorithm, Backend[] backends, int[] weights, Rotation rotation) {
        int weighted = 0;
        Backend[] chosen = new Backend[backends.length];
        int[] chosenWeights = new int[backends.length];
        for (int i = 0; i < backends.length; i++) {
            if (weights[i] > 0) {
                chosen[weighted] = backends[i];
                chosenWeights[weighted++] = weights[i];
            }
        }
        if (weighted == 0) {
            int[] equal = new int[backends.length];
            Arrays.fill(equal, 1);
            return build(algorithm, backends.clone(), equal, rotation);
        }
        return build(algorithm, Arrays.copyOf(chosen, weighted), Arrays.copyOf(chosenWeights, weighted), rotation);
    }

    /** Returns a picker that takes the first free one in the given order. */
    public static Picker inOrder(Backend[] backends) {
        return backends.length == 0 ? NOBODY : new FirstPicker(backends.clone());
    }

    private static Picker build(Algorithm algorithm, Backend[] backends, int[] weights, Rotation rotation) {
        if (backends.length <= 1) {
            return inOrder(backends);
        }
        return switch (algorithm) {
            case ROUND_ROBIN -> new RoundRobinPicker(backends, weights, rotation);
            case LEAST_CONNECTIONS -> new LeastConnectionsPicker(backends, weights, rotation);
            case RANDOM_TWO -> new RandomTwoPicker(backends, weights, rotation);
            case SOURCE_HASH -> new SourceHashPicker(backends, weights);
            case MAGLEV -> new MaglevPicker(backends, weights);
            case FIRST -> new FirstPicker(backends);
        };
    }
}
