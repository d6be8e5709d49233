package io.tcplb.pool;

import io.tcplb.failover.Decision;
import io.tcplb.health.Eligibility;
import org.jspecify.annotations.Nullable;

/** What a snapshot shows of one member, but for the words: a member that still shows the same needs no new snapshot. */
record Shown(
        String health,
        Eligibility eligibility,
        boolean ejected,
        boolean serving,
        int weight,
        int steps,
        @Nullable AdminOverride admin,
        @Nullable WeightOverride weightOverride) {
    static Shown of(Member member, Decision decision, long slowStartNanos, long nowNanos) {
        return new Shown(
                member.healthWord(),
                member.eligibility,
                member.ejection.active(),
                decision.serving().get(member.rank),
                member.weight(),
                member.warmUp.steps(slowStartNanos, nowNanos),
                member.admin,
                member.weightOverride);
    }
}
