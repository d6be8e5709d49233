package io.tcplb.spec;

import java.time.Duration;

/**
 * Clients that wait because no backend is eligible.
 *
 * @param timeout longest wait; positive
 * @param max clients held at once; at least 1
 * @param releaseRate held clients given to a returning backend per second; at least 1
 */
public record HoldSpec(Duration timeout, int max, int releaseRate) {
    public HoldSpec {
        Require.that(!timeout.isNegative() && !timeout.isZero(), "timeout", timeout, "> 0");
        Require.that(max >= 1, "max", max, ">= 1");
        Require.that(releaseRate >= 1, "release-rate", releaseRate, ">= 1");
    }
}
