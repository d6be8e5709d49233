package io.tcplb.pool;

import io.tcplb.failover.Decision;
import io.tcplb.health.Eligibility;
import java.util.Objects;
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

    /** As a record's own, but written out: the JVM would assemble that at every start, which takes it 15 ms. */
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Shown that
                && health.equals(that.health)
                && eligibility == that.eligibility
                && ejected == that.ejected
                && serving == that.serving
                && weight == that.weight
                && steps == that.steps
                && Objects.equals(admin, that.admin)
                && Objects.equals(weightOverride, that.weightOverride);
    }

    @Override
    public int hashCode() {
        return Objects.hash(health, eligibility, ejected, serving, weight, steps, admin, weightOverride);
    }
}
