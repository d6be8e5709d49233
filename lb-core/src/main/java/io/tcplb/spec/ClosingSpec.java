package io.tcplb.spec;

import java.time.Duration;

/**
 * What happens to the sessions of a backend that goes down or is removed.
 *
 * @param rate sessions closed per second and pool with {@code PACED}; at least 1
 * @param timeout after it whatever is left is closed ({@code PACED}, {@code DRAIN}); zero = never
 */
public record ClosingSpec(Mode mode, int rate, Duration timeout) {
    /** {@code KEEP} leaves them, {@code DRAIN} closes at the timeout, {@code PACED} at a rate, {@code CLOSE} at once. */
    public enum Mode {
        KEEP,
        DRAIN,
        PACED,
        CLOSE
    }

    public ClosingSpec {
        Require.that(rate >= 1, "rate", rate, ">= 1");
        Require.that(!timeout.isNegative(), "timeout", timeout, ">= 0");
    }
}
