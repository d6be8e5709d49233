package io.tcplb.balance;

import io.tcplb.backend.Backend;
import org.jspecify.annotations.Nullable;

/** Weighted round robin. A pick is one atomic increment. */
final class RoundRobinPicker implements Picker {
    /** Turns passed on from backends that are not free, before the rest is simply searched. */
    private static final int PASSES = 64;

    private final Backend[] backends;
    private final int[] order; // smooth weighted order, as indexes into backends
    private final Rotation rotation;

    RoundRobinPicker(Backend[] backends, int[] weights, Rotation rotation) {
        this.backends = backends;
        this.order = SmoothOrder.of(weights);
        this.rotation = rotation;
    }

    @Override
    public @Nullable Backend pick(long flowHash, Tried tried) {
        int last = 0;
        // A turn that its owner cannot take is used up, as if the owner were not in the order: were it handed to the
        // neighbour instead, the neighbour would carry the load of two.
        for (int i = Math.min(order.length, PASSES); i > 0; i--) {
            last = order[rotation.turn() % order.length];
            if (FirstPicker.isFree(backends[last], tried)) {
                return backends[last];
            }
        }
        return FirstPicker.firstFree(backends, last, tried);
    }
}
