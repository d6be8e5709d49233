package io.tcplb.spec;

/**
 * Which of a pool's eligible backends serve.
 *
 * @param minHealthy a tier serves while this many of its backends are eligible
 * @param required spares mode: how many must serve; 0 = the number of tier-0 backends
 * @param zoneMinHealthy {@code PREFER_LOCAL} stays local while this many local backends would serve; at least 1
 * @param trickle share of new sessions sent to the first standby to prove that it works
 */
public record FailoverSpec(
        Mode mode,
        Quorum minHealthy,
        int required,
        FailbackSpec failback,
        AllDown allDown,
        HoldSpec hold,
        ZonePolicy zonePolicy,
        int zoneMinHealthy,
        Share trickle) {
    /** {@code TIERS}: a whole tier serves. {@code SPARES}: one standby replaces one missing primary. */
    public enum Mode {
        TIERS,
        SPARES
    }

    /** What a client meets when nobody is eligible. */
    public enum AllDown {
        REFUSE,
        HOLD,
        FAIL_OPEN
    }

    /** Whether the balancer's own zone is preferred. */
    public enum ZonePolicy {
        ANY,
        PREFER_LOCAL
    }

    public FailoverSpec {
        Require.that(required >= 0, "required", required, ">= 0");
        Require.that(zoneMinHealthy >= 1, "zone-min-healthy", zoneMinHealthy, ">= 1");
    }
}
