package io.tcplb.pool;

import io.tcplb.balance.Rotation;
import io.tcplb.failover.Candidates;
import io.tcplb.failover.Decision;
import io.tcplb.failover.Failover;
import io.tcplb.health.Eligibility;
import io.tcplb.spec.AdminState;
import io.tcplb.spec.FailbackSpec;
import io.tcplb.spec.PoolSpec;
import java.util.BitSet;
import java.util.List;

/**
 * Decides who serves whenever something about the members has changed, and publishes it. Confined to the control loop
 * but for {@link #snapshot()}.
 */
final class Board {
    private final Members members;
    private final Evacuations evacuations;
    private final Tally tally = new Tally();
    private final Publication publication;
    private Decision decision = Decision.NOBODY;
    private boolean starting = true;
    private long dueNanos = Pool.NEVER;
    private volatile PoolSnapshot snapshot;

    Board(PoolSpec spec, Members members, Evacuations evacuations, Rotation rotation, long nowNanos) {
        this.members = members;
        this.evacuations = evacuations;
        this.publication = new Publication(rotation);
        this.snapshot = publication.next(
                null, spec, members, decision, PoolSnapshot.State.CHECKING, reasons(spec, nowNanos), nowNanos);
    }

    PoolSnapshot snapshot() {
        return snapshot;
    }

    Tally tally() {
        return tally;
    }

    Decision decision() {
        return decision;
    }

    /** Returns when the decision in force is due to be made anew; {@link Pool#NEVER} when only an event can change it. */
    long dueNanos() {
        return dueNanos;
    }

    List<MemberView> views(PoolSpec spec, long nowNanos) {
        return Publication.views(spec, members, decision, reasons(spec, nowNanos), nowNanos);
    }

    /**
     * Decides anew.
     *
     * @param frozen whether nobody earns trust now
     * @param story what has just happened; takes what follows from it
     */
    void settle(PoolSpec spec, boolean frozen, Story story, long nowNanos) {
        if (!frozen) {
            trust(spec.failover().failback(), nowNanos);
        }
        Candidates candidates = candidates(spec, nowNanos);
        starting &= !candidates.unknown().isEmpty();
        Decision next = Failover.decide(members.roster(), candidates);
        PoolSnapshot.State state = state(next, candidates);
        Trigger trigger = story.trigger(Trigger.FAILBACK);
        Changes changes = new Changes(spec, members.roster(), story);
        int relieved = 0;
        for (Member member : members.configured()) {
            Eligibility eligibility = eligibility(member, next);
            changes.member(member, next, eligibility);
            boolean serves = next.serving().get(member.rank);
            relieved += member.serving && !serves ? member.backend.active() : 0;
            member.serving = serves;
            member.eligibility = eligibility;
            if (eligibility == Eligibility.ELIGIBLE) {
                member.warm(spec.slowStart().toNanos(), nowNanos);
            }
        }
        changes.pool(snapshot, state, next.activeTier(), relieved);
        changes.count(tally, trigger);
        decision = next;
        dueNanos = Timers.next(spec, members, evacuations, frozen, nowNanos);
        PoolSnapshot published =
                publication.next(snapshot, spec, members, next, state, reasons(spec, nowNanos), nowNanos);
        if (published != snapshot) {
            snapshot = published;
        }
    }

    /** Ends the wait of those that have been stable; with manual failback only of those that serve already. */
    private void trust(FailbackSpec failback, long nowNanos) {
        for (Member member : members.configured()) {
            boolean may = failback.mode() == FailbackSpec.Mode.AUTO || member.serving;
            if (may && member.relapse.isStable(failback, nowNanos)) {
                member.relapse = member.relapse.trusted();
            }
        }
    }

    private Candidates candidates(PoolSpec spec, long nowNanos) {
        BitSet fit = new BitSet();
        BitSet weightless = new BitSet();
        BitSet proving = new BitSet();
        BitSet served = new BitSet();
        BitSet ready = new BitSet();
        BitSet unknown = new BitSet();
        for (Member member : members.configured()) {
            Eligibility eligibility = member.eligibility(evacuations);
            fit.set(member.rank, eligibility == Eligibility.ELIGIBLE);
            weightless.set(member.rank, member.weight() == 0);
            proving.set(member.rank, member.relapse.proving());
            served.set(member.rank, member.serving && !decision.failOpen());
            ready.set(member.rank, member.adminState() == AdminState.READY && member.isResolved());
            unknown.set(member.rank, member.isUnknown(eligibility, spec.health(), nowNanos));
        }
        return new Candidates(fit, weightless, proving, served, ready, unknown, starting);
    }

    private Eligibility eligibility(Member member, Decision next) {
        return next.waiting().get(member.rank) ? Eligibility.WAITING : member.eligibility(evacuations);
    }

    private PoolSnapshot.State state(Decision next, Candidates candidates) {
        if (next.failOpen()) {
            return PoolSnapshot.State.FAIL_OPEN;
        }
        if (next.serving().isEmpty()) {
            return candidates.unknown().isEmpty() ? PoolSnapshot.State.DOWN : PoolSnapshot.State.CHECKING;
        }
        BitSet primariesOut = (BitSet) members.roster().primaries().clone();
        primariesOut.andNot(next.eligible());
        BitSet standbys = (BitSet) next.serving().clone();
        standbys.andNot(members.roster().primaries());
        return primariesOut.isEmpty() && standbys.isEmpty() ? PoolSnapshot.State.OK : PoolSnapshot.State.DEGRADED;
    }

    private Reasons reasons(PoolSpec spec, long nowNanos) {
        return new Reasons(spec, members.roster(), decision, evacuations, nowNanos);
    }
}
