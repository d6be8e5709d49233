package io.tcplb.balance;

import io.tcplb.backend.Backend;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The same backend for the same client: weighted rendezvous hashing (D. Thaler, C. Ravishankar, 1998; weights after
 * J. Schindler and C. Mills' logarithmic method). A backend that leaves or joins moves only its own share, a client
 * whose backend is full or failed has a second choice that is as stable as the first, and there is no table to rebuild.
 * A pick looks at all backends, 1 to 2 ns each.
 */
final class SourceHashPicker implements Picker {
    private static final int INDEX = 0xFFFF; // Pickers.MAX_BACKENDS

    private final Backend[] backends;
    private final boolean even;
    private final double[] pauses; // one over the weight
    private final long[] names; // hashes of ids: addresses may change, and other balancers must agree

    SourceHashPicker(Backend[] backends, int[] weights) {
        this.backends = backends;
        this.even = Arrays.stream(weights).distinct().count() == 1;
        this.pauses = new double[backends.length];
        this.names = new long[backends.length];
        for (int i = 0; i < names.length; i++) {
            pauses[i] = 1.0 / weights[i];
            names[i] = Mix.of(backends[i].id()) | 1;
        }
    }

    @Override
    public @Nullable Backend pick(long flowHash, Tried tried) {
        long flow = Mix.stir(flowHash + Mix.GOLDEN);
        Backend first = backends[even ? least(flow) : earliest(flow)];
        return FirstPicker.isFree(first, tried) ? first : earliestFree(flow, tried);
    }

    /** With equal weights the least lot is the earliest arrival. Lot and index are one number, as in {@link #earliest}. */
    private int least(long flow) {
        long least = Long.MAX_VALUE;
        for (int i = 0; i < names.length; i++) {
            least = Math.min(least, ((lot(flow, i) >>> 1) & ~INDEX) | i);
        }
        return (int) least & INDEX;
    }

    /**
     * Each backend "arrives" after an exponential time with its weight as the rate; the first one wins, free or not. The
     * bits of positive doubles are in the order of their values, and the last ones may as well be the index: so the least
     * of all is found without a branch to guess wrong.
     */
    private int earliest(long flow) {
        long least = Long.MAX_VALUE;
        for (int i = 0; i < names.length; i++) {
            least = Math.min(least, (Double.doubleToRawLongBits(arrival(flow, i)) & ~INDEX) | i);
        }
        return (int) least & INDEX;
    }

    private @Nullable Backend earliestFree(long flow, Tried tried) {
        Backend best = null;
        double bestArrival = Double.MAX_VALUE;
        for (int i = 0; i < names.length; i++) {
            double arrival = arrival(flow, i);
            if (arrival < bestArrival && FirstPicker.isFree(backends[i], tried)) {
                best = backends[i];
                bestArrival = arrival;
            }
        }
        return best;
    }

    private double arrival(long flow, int i) {
        return Exponential.of(lot(flow, i)) * pauses[i];
    }

    /**
     * Multiplication by an odd number that is random itself: the high bits depend on all of both (M. Dietzfelbinger et al.,
     * "A reliable randomized algorithm for the closest-pair problem", 1997).
     */
    private long lot(long flow, int i) {
        return flow * names[i];
    }
}
