package io.tcplb.pool;

import io.tcplb.failover.Decision;
import io.tcplb.failover.Idle;
import io.tcplb.failover.Roster;
import io.tcplb.health.Relapse;
import io.tcplb.spec.FailbackSpec;
import io.tcplb.spec.PoolSpec;

/** Why a backend does not serve, in words for operators. */
final class Reasons {
    private final PoolSpec spec;
    private final Roster roster;
    private final Decision decision;
    private final Evacuations evacuations;
    private final long nowNanos;

    Reasons(PoolSpec spec, Roster roster, Decision decision, Evacuations evacuations, long nowNanos) {
        this.spec = spec;
        this.roster = roster;
        this.decision = decision;
        this.evacuations = evacuations;
        this.nowNanos = nowNanos;
    }

    /** Returns the reason of one member; empty when it serves. */
    String of(Member member) {
        if (decision.serving().get(member.rank)) {
            return "";
        }
        return switch (member.eligibility) {
            case DRAIN, MAINT -> override(member);
            case EVACUATED -> evacuated(member.spec.zone());
            case RESOLVING -> "checking: resolving " + member.spec.address().host();
            case UNRESOLVED -> "down: " + member.spec.address().host() + " does not resolve: " + member.addressProblem;
            case CHECKING -> checking(member);
            case DOWN -> down(member);
            case EJECTED ->
                "ejected" + Words.remaining(member.ejection.untilNanos(), nowNanos) + ": " + member.ejectionCause;
            case WAITING -> waiting(member.relapse);
            case ELIGIBLE -> idle(member);
        };
    }

    private static String override(String what, String origin, String remaining) {
        return what + " by " + origin + remaining;
    }

    private String override(Member member) {
        AdminOverride admin = member.admin;
        return admin == null
                ? ""
                : override(admin.what(), admin.origin(), Words.remaining(admin.untilNanos(), nowNanos));
    }

    private String evacuated(String zone) {
        Evacuations.Evacuation evacuation = evacuations.get(zone);
        return evacuation == null
                ? ""
                : override(
                        "zone " + zone + " evacuated",
                        evacuation.origin(),
                        Words.remaining(evacuation.untilNanos(), nowNanos));
    }

    private String checking(Member member) {
        int failed = member.health().streak();
        return failed == 0
                ? "checking: the first probe is out"
                : "checking: " + member.probeDetail + " (" + failed + " of "
                        + spec.health().fall() + " probes failed)";
    }

    private String down(Member member) {
        int passed = member.health().streak();
        return passed == 0
                ? "down: " + member.downCause
                : "down: " + passed + " of " + spec.health().rise() + " probes passed";
    }

    private String waiting(Relapse relapse) {
        FailbackSpec failback = spec.failover().failback();
        if (failback.mode() == FailbackSpec.Mode.MANUAL) {
            return "waiting for failback by an operator";
        }
        String downs = relapse.downs() > 1 ? ", after " + relapse.downs() + " failures" : "";
        return "waiting for failback: " + Words.duration(nowNanos - relapse.sinceNanos()) + " of "
                + Words.duration(relapse.neededNanos(failback)) + " stable" + downs;
    }

    private String idle(Member member) {
        WeightOverride weight = member.weightOverride;
        if (member.weight() == 0) {
            return weight == null ? "weight 0" : "weight 0 by " + weight.origin();
        }
        return decision.serving().isEmpty()
                ? "standby: the first probes of others are out"
                : Idle.reason(roster, decision, member.rank);
    }
}
