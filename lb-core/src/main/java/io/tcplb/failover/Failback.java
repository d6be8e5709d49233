package io.tcplb.failover;

import java.util.BitSet;

/**
 * Rule 5: who came back but has to wait, because it would relieve a standby that serves now before it has proved
 * itself. Whoever relieves nobody returns at once. Members in another zone that serve only for lack of local ones count
 * as standbys here: a flapping local backend must not move everybody's sessions to and fro.
 */
final class Failback {
    private Failback() {}

    static BitSet waiting(Roster roster, Candidates now) {
        BitSet returning = Sets.minus(Sets.and(now.fit(), now.proving()), now.served());
        BitSet eligible = Sets.minus(now.fit(), returning);
        // Whoever is let in may complete a quorum, after which another one relieves nobody any more.
        for (boolean again = true; again && !returning.isEmpty(); ) {
            again = admit(roster, now, eligible, returning);
        }
        return returning;
    }

    /** Moves those who relieve nobody from {@code returning} to {@code eligible}, and returns whether anyone did. */
    private static boolean admit(Roster roster, Candidates now, BitSet eligible, BitSet returning) {
        int before = returning.cardinality();
        BitSet serving = Failover.select(roster, eligible, now.weightless());
        for (int rank = returning.nextSetBit(0); rank >= 0; rank = returning.nextSetBit(rank + 1)) {
            eligible.set(rank);
            BitSet next = Failover.select(roster, eligible, now.weightless());
            BitSet relieved = Sets.minus(Sets.minus(serving, next), now.weightless());
            if (relieved.isEmpty()) {
                serving = next;
                returning.clear(rank);
            } else {
                eligible.clear(rank);
            }
        }
        return returning.cardinality() < before;
    }
}
