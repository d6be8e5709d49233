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
        BitSet waiting = new BitSet();
        if (returning.isEmpty()) {
            return waiting;
        }
        BitSet eligible = Sets.minus(now.fit(), returning);
        BitSet serving = Failover.select(roster, eligible, now.weightless());
        for (int rank = returning.nextSetBit(0); rank >= 0; rank = returning.nextSetBit(rank + 1)) {
            eligible.set(rank);
            BitSet next = Failover.select(roster, eligible, now.weightless());
            BitSet relieved = Sets.minus(Sets.minus(serving, next), now.weightless());
            if (relieved.isEmpty()) {
                serving = next;
            } else {
                eligible.clear(rank);
                waiting.set(rank);
            }
        }
        return waiting;
    }
}
