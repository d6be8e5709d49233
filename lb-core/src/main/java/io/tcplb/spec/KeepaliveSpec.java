package io.tcplb.spec;

import java.time.Duration;

/**
 * TCP keepalive of both sides of a session. The kernel counts in whole seconds.
 *
 * @param idle quiet time before the first keepalive probe; zero turns keepalive off
 * @param interval time between unanswered probes; at least 1 s
 * @param count unanswered probes after which the kernel resets; 1..127
 */
public record KeepaliveSpec(Duration idle, Duration interval, int count) {
    public KeepaliveSpec {
        Require.that(idle.isZero() || idle.toSeconds() >= 1, "idle", idle, "0 or >= 1s");
        Require.that(interval.toSeconds() >= 1, "interval", interval, ">= 1s");
        Require.that(count >= 1 && count <= 127, "count", count, "1..127");
    }
}
