package io.tcplb.pool;

import io.tcplb.failover.Decision;
import io.tcplb.health.Health;
import io.tcplb.health.ProbeResult;
import io.tcplb.health.Suspicion;
import io.tcplb.observe.Transition.Kind;
import io.tcplb.spec.HealthSpec;
import io.tcplb.spec.PassiveSpec;
import io.tcplb.spec.PassiveSpec.Action;
import io.tcplb.spec.PoolSpec;
import java.util.BitSet;

/** What probes and sessions find out about backends: rise and fall, and rule 6 of the failover contract. */
final class Detection {
    private final PoolSpec spec;
    private final Members members;
    private final Decision decision;
    private final Story story;
    private final long nowNanos;

    Detection(PoolSpec spec, Members members, Decision decision, Story story, long nowNanos) {
        this.spec = spec;
        this.members = members;
        this.decision = decision;
        this.story = story;
        this.nowNanos = nowNanos;
    }

    /** Takes one probe's result and returns whether it changed anything that decisions look at. */
    boolean probed(Member member, ProbeResult result) {
        if (spec.health().type() == HealthSpec.Type.NONE) {
            return false;
        }
        member.probeDetail = result.detail();
        Suspicion suspicion = member.suspicion;
        if (suspicion != null) {
            acquitOrConvict(member, suspicion, result);
        }
        Health before = member.health();
        Health next = before.afterProbe(result.passed(), spec.health(), nowNanos);
        if (next.state() != before.state()) {
            flip(member, next, cause(before, result));
        } else {
            member.health(next, spec.failover().failback(), nowNanos);
        }
        if (!result.passed()) {
            member.relapse = member.relapse.faltered(nowNanos);
        }
        return next != before || !story.isEmpty();
    }

    private void acquitOrConvict(Member member, Suspicion suspicion, ProbeResult result) {
        member.suspicion = null;
        member.backend.succeeded();
        if (result.passed() || !mayTakeOut(member)) {
            return;
        }
        String seen = spec.passive().failures() + " " + suspicion.words();
        if (spec.passive().action() == Action.EJECT) {
            eject(member, suspicion, seen + ", then a probe: " + result.detail());
        } else {
            member.downCause = result.detail() + " (a probe after " + seen + ")";
            member.downByPassive(spec.failover().failback(), nowNanos);
            story.add(Kind.HEALTH, member, "up", "down", member.downCause);
        }
    }

    /** Sessions have had enough of this backend. */
    void suspected(Member member, Suspicion suspicion) {
        Action action = spec.passive().action();
        boolean in = member.health().isUp() && !member.ejection.active();
        if (action == Action.OFF || !in || member.suspicion != null) {
            return;
        }
        boolean probeDecides =
                spec.health().type() != HealthSpec.Type.NONE && (action == Action.PROBE || suspicion.probeCanTell());
        if (probeDecides) {
            member.suspicion = suspicion;
            return;
        }
        member.backend.succeeded();
        if (mayTakeOut(member)) {
            eject(member, suspicion, spec.passive().failures() + " " + suspicion.words());
        }
    }

    /** A new spec without probes counts everyone as up. */
    void adopt() {
        if (spec.health().type() != HealthSpec.Type.NONE) {
            return;
        }
        for (Member member : members.configured()) {
            member.suspicion = null;
            if (!member.health().isUp()) {
                flip(member, member.health().up(nowNanos), "health checks are off");
            }
        }
    }

    private void flip(Member member, Health next, String cause) {
        String from = member.health().state().key();
        if (next.isUp()) {
            member.backend.succeeded();
        } else {
            member.downCause = cause;
        }
        member.health(next, spec.failover().failback(), nowNanos);
        story.add(Kind.HEALTH, member, from, next.state().key(), cause);
    }

    private String cause(Health before, ProbeResult result) {
        HealthSpec health = spec.health();
        if (!result.passed()) {
            return result.detail() + " (" + health.fall() + " of " + health.fall() + " probes failed)";
        }
        return before.state() == Health.State.DOWN
                ? health.rise() + " of " + health.rise() + " probes passed"
                : "the first probe passed";
    }

    private void eject(Member member, Suspicion by, String cause) {
        member.eject(spec.passive(), spec.failover().failback(), by, cause, nowNanos);
        String length = Words.duration(member.ejection.untilNanos() - nowNanos);
        story.add(Kind.EJECTION, member, "", "ejected for " + length, cause);
    }

    /**
     * Returns whether this member may be taken out on the word of sessions: never beyond {@code max-ejected}, never the
     * last one. One may always be, unless the share is zero: a third of a pair must not round down to nobody.
     */
    private boolean mayTakeOut(Member member) {
        long out = members.configured().stream().filter(Member::isOutByPassive).count();
        PassiveSpec passive = spec.passive();
        boolean none = passive.maxEjected().percent() == 0;
        int limit = none ? 0 : Math.max(1, passive.maxEjected().floorOf(members.size()));
        BitSet others = (BitSet) decision.eligible().clone();
        others.clear(member.rank);
        return out < limit && !others.isEmpty();
    }
}
