package io.tcplb.spec;

import java.time.Duration;

/**
 * Clients that wait because every serving backend is at its max-connections.
 *
 * @param timeout longest wait; zero = nobody waits
 * @param max clients waiting at once; 0 = nobody waits
 */
public record QueueSpec(Duration timeout, int max) {
    public QueueSpec {
        Require.that(!timeout.isNegative(), "timeout", timeout, ">= 0");
        Require.that(max >= 0, "max", max, ">= 0");
    }
}
