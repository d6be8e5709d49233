package io.tcplb.failover;

import io.tcplb.spec.FailoverSpec.Mode;
import io.tcplb.spec.FailoverSpec.ZonePolicy;
import java.util.BitSet;

/** Why an eligible member does not serve, in words. */
public final class Idle {
    private Idle() {}

    /** Returns the reason why the member at {@code rank}, eligible and with weight, does not serve. */
    public static String reason(Roster roster, Decision decision, int rank) {
        int tier = roster.tierOf(rank);
        BitSet serving = decision.serving();
        boolean remote = roster.spec.zonePolicy() == ZonePolicy.PREFER_LOCAL && !roster.local.get(rank);
        if (remote && tier == decision.activeTier() && roster.local.get(serving.nextSetBit(0))) {
            return "zone " + roster.localZone + " is preferred and serves";
        }
        if (roster.spec.mode() == Mode.SPARES) {
            return "standby: " + serving.cardinality() + " of " + roster.required() + " required serve";
        }
        if (tier < decision.activeTier()) {
            BitSet members = tierWith(roster, rank);
            int eligible = Sets.and(members, decision.eligible()).cardinality();
            int needed = roster.spec.minHealthy().neededOf(members.cardinality());
            return "tier " + tier + " has " + eligible + " of " + needed + " eligible backends that it needs";
        }
        return "standby: tier " + decision.activeTier() + " serves";
    }

    private static BitSet tierWith(Roster roster, int rank) {
        for (BitSet tier : roster.tiers) {
            if (tier.get(rank)) {
                return tier;
            }
        }
        throw new IllegalArgumentException("no member has rank " + rank);
    }
}
