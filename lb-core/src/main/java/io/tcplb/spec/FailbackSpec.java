package io.tcplb.spec;

import java.time.Duration;

/**
 * When a recovered backend takes its traffic back from a serving standby.
 *
 * @param stableFor continuous health before it does; doubled for each relapse
 * @param maxPenalty cap of that doubling; at least {@code stableFor}
 * @param sessions what happens to the standby's sessions
 * @param rate sessions closed per second with {@code PACED}; at least 1
 */
public record FailbackSpec(Mode mode, Duration stableFor, Duration maxPenalty, ClosingSpec.Mode sessions, int rate) {
    /** {@code MANUAL} waits for an operator. */
    public enum Mode {
        AUTO,
        MANUAL
    }

    public FailbackSpec {
        Require.that(!stableFor.isNegative(), "stable-for", stableFor, ">= 0");
        Require.that(maxPenalty.compareTo(stableFor) >= 0, "max-penalty", maxPenalty, ">= stable-for");
        Require.that(sessions != ClosingSpec.Mode.CLOSE, "sessions", "close", "keep, drain or paced");
        Require.that(rate >= 1, "rate", rate, ">= 1");
    }
}
