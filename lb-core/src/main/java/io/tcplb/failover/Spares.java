package io.tcplb.failover;

import java.util.BitSet;

/** Rule 3 (N+1): every usable primary serves, and one standby, in order, for each that is missing. */
final class Spares {
    private Spares() {}

    static BitSet select(Roster roster, BitSet usable) {
        BitSet serving = Sets.and(roster.primaries(), usable);
        int missing = roster.required() - serving.cardinality();
        BitSet standbys = Sets.minus(usable, roster.primaries());
        for (int rank = standbys.nextSetBit(0); rank >= 0 && missing > 0; rank = standbys.nextSetBit(rank + 1)) {
            serving.set(rank);
            missing--;
        }
        return serving;
    }
}
