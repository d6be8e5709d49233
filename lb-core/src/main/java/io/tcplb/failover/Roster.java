package io.tcplb.failover;

import io.tcplb.spec.BackendSpec;
import io.tcplb.spec.FailoverSpec;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;

/**
 * The fixed part of failover: who is in which tier and zone. Members are numbered by rank, that is by tier and then by
 * configuration order, so that "the next standby" is the next bit of a set.
 */
public final class Roster {
    final FailoverSpec spec;
    final String localZone;
    final BitSet[] tiers; // ascending, only those that have members; the first one is primary
    final BitSet local; // members in the balancer's own zone; empty when it has none

    private final int[] tierOf;

    private Roster(List<BackendSpec> ranked, FailoverSpec spec, String localZone) {
        this.spec = spec;
        this.localZone = localZone;
        this.local = new BitSet();
        this.tierOf = new int[ranked.size()];
        TreeMap<Integer, BitSet> byTier = new TreeMap<>();
        for (int rank = 0; rank < ranked.size(); rank++) {
            BackendSpec backend = ranked.get(rank);
            tierOf[rank] = backend.tier();
            byTier.computeIfAbsent(backend.tier(), tier -> new BitSet()).set(rank);
            local.set(rank, !localZone.isEmpty() && backend.zone().equals(localZone));
        }
        this.tiers = byTier.values().toArray(new BitSet[0]);
    }

    /** @param ranked as {@link #rank} returns them */
    public static Roster of(List<BackendSpec> ranked, FailoverSpec spec, String localZone) {
        return new Roster(ranked, spec, localZone);
    }

    /** Returns the backends by tier and, within one, in configuration order. */
    public static List<BackendSpec> rank(List<BackendSpec> backends) {
        return backends.stream()
                .sorted(Comparator.comparingInt(BackendSpec::tier))
                .toList();
    }

    /** Returns the members of the lowest tier there is. */
    public BitSet primaries() {
        return tiers[0];
    }

    public int tierOf(int rank) {
        return tierOf[rank];
    }

    /** Returns how many must serve in spares mode. */
    int required() {
        return spec.required() > 0 ? spec.required() : primaries().cardinality();
    }
}
