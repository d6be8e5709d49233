package io.tcplb.failover;

import io.tcplb.spec.FailoverSpec;
import java.util.BitSet;

/** Which members serve: a pure function of who they are and what is known of them. */
public final class Failover {
    private Failover() {}

    /** Applies rules 1 to 5 of the failover contract. */
    public static Decision decide(Roster roster, Candidates now) {
        BitSet waiting = Failback.waiting(roster, now);
        BitSet eligible = Sets.minus(now.fit(), waiting);
        BitSet serving = select(roster, eligible, now.weightless());
        if (now.starting()) {
            serving = Sets.minus(serving, premature(roster, now, eligible, serving));
        }
        boolean failOpen = serving.isEmpty()
                && now.unknown().isEmpty()
                && roster.spec.allDown() == FailoverSpec.AllDown.FAIL_OPEN
                && !now.ready().isEmpty();
        if (failOpen) {
            serving = weighted(now.ready(), now.weightless());
        }
        int activeTier = serving.isEmpty() ? -1 : roster.tierOf(serving.nextSetBit(0));
        return new Decision(eligible, waiting, serving, activeTier, failOpen);
    }

    /** Returns who would serve if exactly {@code eligible} were eligible; empty only when that is. */
    static BitSet select(Roster roster, BitSet eligible, BitSet weightless) {
        BitSet usable = weighted(eligible, weightless);
        BitSet serving = switch (roster.spec.mode()) {
            case TIERS -> Tiers.select(roster, usable);
            case SPARES -> Spares.select(roster, usable);
        };
        return preferLocal(roster, serving);
    }

    /**
     * Returns standbys that must not begin to serve yet, because a primary whose first probe is still out may make them
     * unnecessary. At start clients wait for that answer rather than land on a standby that happened to answer first.
     */
    private static BitSet premature(Roster roster, Candidates now, BitSet eligible, BitSet serving) {
        BitSet hoped = (BitSet) eligible.clone();
        hoped.or(now.unknown());
        BitSet needless = Sets.minus(serving, select(roster, hoped, now.weightless()));
        return Sets.minus(needless, now.served());
    }

    /** Weight 0 stands aside, but a pool whose last backends all have it is better served than not. */
    private static BitSet weighted(BitSet members, BitSet weightless) {
        BitSet weighted = Sets.minus(members, weightless);
        return weighted.isEmpty() ? members : weighted;
    }

    /** Those in the balancer's own zone, while there are enough of them; else all, the own zone included. */
    private static BitSet preferLocal(Roster roster, BitSet serving) {
        if (roster.spec.zonePolicy() == FailoverSpec.ZonePolicy.ANY) {
            return serving;
        }
        BitSet local = Sets.and(serving, roster.local);
        return local.cardinality() >= roster.spec.zoneMinHealthy() ? local : serving;
    }
}
