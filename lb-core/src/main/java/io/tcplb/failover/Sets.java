package io.tcplb.failover;

import java.util.BitSet;

/** Set algebra that leaves its arguments alone. */
final class Sets {
    private Sets() {}

    static BitSet and(BitSet a, BitSet b) {
        BitSet result = (BitSet) a.clone();
        result.and(b);
        return result;
    }

    static BitSet minus(BitSet a, BitSet b) {
        BitSet result = (BitSet) a.clone();
        result.andNot(b);
        return result;
    }
}
