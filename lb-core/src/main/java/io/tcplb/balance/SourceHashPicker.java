package io.tcplb.balance;

import io.tcplb.backend.Backend;
import org.jspecify.annotations.Nullable;

/**
 * The same backend for the same client: weighted rendezvous hashing (D. Thaler, C. Ravishankar, 1998; weights after
 * J. Schindler and C. Mills' logarithmic method). A backend that leaves or joins moves only its own share, a client
 * whose backend is full or failed has a second choice that is as stable as the first, and there is no table to rebuild.
 * A pick looks at all backends, about 1 ns each.
 */
final class SourceHashPicker implements Picker {
    private static final double UNIT = 0x1p-53;

    private final Backend[] backends;
    private final int[] weights;
    private final long[] names; // hashes of ids: addresses may change, and other balancers must agree

    SourceHashPicker(Backend[] backends, int[] weights) {
        this.backends = backends;
        this.weights = weights;
        this.names = new long[backends.length];
        for (int i = 0; i < names.length; i++) {
            names[i] = Mix.of(backends[i].id());
        }
    }

    @Override
    public @Nullable Backend pick(long flowHash, Tried tried) {
        long flow = Mix.mix(flowHash + Mix.GOLDEN);
        Backend best = null;
        double bestArrival = Double.MAX_VALUE;
        for (int i = 0; i < backends.length; i++) {
            // Each backend "arrives" after an exponential time with its weight as the rate; the first one wins.
            double lot = ((Mix.mix(flow ^ names[i]) >>> 11) + 1) * UNIT; // (0, 1]
            // -ln(lot) >= 1 - lot, which spares nearly all of the logarithms.
            if (1 - lot < bestArrival * weights[i]) {
                double arrival = -Math.log(lot) / weights[i];
                if (arrival < bestArrival && FirstPicker.isFree(backends[i], tried)) {
                    best = backends[i];
                    bestArrival = arrival;
                }
            }
        }
        return best;
    }
}
