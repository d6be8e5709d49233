package io.tcplb.failover;

import java.util.BitSet;

/** Rule 2: the lowest tier with at least {@code min-healthy} usable members serves, else the lowest with any. */
final class Tiers {
    private Tiers() {}

    static BitSet select(Roster roster, BitSet usable) {
        BitSet fallback = new BitSet();
        for (BitSet tier : roster.tiers) {
            BitSet here = Sets.and(tier, usable);
            if (here.cardinality() >= roster.spec.minHealthy().neededOf(tier.cardinality())) {
                return here;
            }
            if (fallback.isEmpty()) {
                fallback = here;
            }
        }
        return fallback;
    }
}
