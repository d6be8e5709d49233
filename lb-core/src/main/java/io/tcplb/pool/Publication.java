package io.tcplb.pool;

import io.tcplb.backend.Backend;
import io.tcplb.balance.Picker;
import io.tcplb.balance.Pickers;
import io.tcplb.balance.Rotation;
import io.tcplb.balance.Trickle;
import io.tcplb.failover.Decision;
import io.tcplb.health.WarmUp;
import io.tcplb.spec.Algorithm;
import io.tcplb.spec.PoolSpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Turns decisions into snapshots, when they differ in anything but the time that reasons mention. Pickers are kept for
 * as long as their members and weights are the same: some are costly to build.
 */
final class Publication {
    private final Rotation rotation;
    private @Nullable Algorithm algorithm;
    private Backend[] serving = {};
    private int[] weights = {};
    private Picker servingPicker = Pickers.inOrder(serving);

    Publication(Rotation rotation) {
        this.rotation = rotation;
    }

    /** Returns the next snapshot; {@code previous} itself when nothing visible changed. */
    PoolSnapshot next(
            @Nullable PoolSnapshot previous,
            PoolSpec spec,
            Members members,
            Decision decision,
            PoolSnapshot.State state,
            Reasons reasons,
            long nowNanos) {
        boolean changed = false;
        for (Member member : members.configured()) {
            Shown shown = Shown.of(member, decision, spec.slowStart().toNanos(), nowNanos);
            if (!shown.equals(member.shown)) {
                member.shown = shown;
                changed = true;
            }
        }
        if (!changed && previous != null && previous.spec() == spec && previous.state() == state) {
            return previous;
        }
        return new PoolSnapshot(
                previous == null ? 1 : previous.version() + 1,
                spec,
                state,
                decision.activeTier(),
                serving(spec, members, decision, nowNanos),
                standby(members, decision),
                trickle(spec, members, decision),
                views(spec, members, decision, reasons, nowNanos));
    }

    /** Returns all members as they are now, in configuration order. */
    static List<MemberView> views(PoolSpec spec, Members members, Decision decision, Reasons reasons, long nowNanos) {
        List<MemberView> views = new ArrayList<>(members.size());
        for (Member member : members.configured()) {
            int tenths = member.weight() * member.warmUp.steps(spec.slowStart().toNanos(), nowNanos);
            views.add(new MemberView(
                    member.backend,
                    member.spec,
                    member.healthWord(),
                    member.adminState(),
                    member.ejection.active(),
                    decision.eligible().get(member.rank),
                    decision.serving().get(member.rank),
                    member.weight(),
                    (tenths + WarmUp.STEPS - 1) / WarmUp.STEPS,
                    reasons.of(member)));
        }
        return List.copyOf(views);
    }

    /** In tenths of a weight, so that slow start is as fine for weight 1 as for weight 256. */
    private Picker serving(PoolSpec spec, Members members, Decision decision, long nowNanos) {
        Backend[] nextServing = new Backend[decision.serving().cardinality()];
        int[] nextWeights = new int[nextServing.length];
        int size = 0;
        for (Member member : members.configured()) {
            if (decision.serving().get(member.rank)) {
                nextServing[size] = member.backend;
                nextWeights[size++] =
                        member.weight() * member.warmUp.steps(spec.slowStart().toNanos(), nowNanos);
            }
        }
        // Backends have no equals: the same array content is the same backends.
        boolean same = spec.algorithm() == algorithm
                && Arrays.equals(nextServing, serving)
                && Arrays.equals(nextWeights, weights);
        if (!same) {
            algorithm = spec.algorithm();
            serving = nextServing;
            weights = nextWeights;
            servingPicker = Pickers.of(algorithm, serving, weights, rotation);
        }
        return servingPicker;
    }

    private static Picker standby(Members members, Decision decision) {
        BitSet ranks = standbys(members, decision);
        return Pickers.inOrder(
                ranks.stream().mapToObj(rank -> members.ranked(rank).backend).toArray(Backend[]::new));
    }

    private Trickle trickle(PoolSpec spec, Members members, Decision decision) {
        BitSet ranks = standbys(members, decision);
        ranks.andNot(members.roster().primaries());
        if (ranks.isEmpty() || decision.activeTier() < 0) {
            return Trickle.NONE;
        }
        Backend first = members.ranked(ranks.nextSetBit(0)).backend;
        return new Trickle(first, spec.failover().trickle(), rotation.trickle());
    }

    /** Eligible members that do not serve; those of weight 0 stand aside here, too. */
    private static BitSet standbys(Members members, Decision decision) {
        BitSet ranks = (BitSet) decision.eligible().clone();
        ranks.andNot(decision.serving());
        for (int rank = ranks.nextSetBit(0); rank >= 0; rank = ranks.nextSetBit(rank + 1)) {
            if (members.ranked(rank).weight() == 0) {
                ranks.clear(rank);
            }
        }
        return ranks;
    }
}
