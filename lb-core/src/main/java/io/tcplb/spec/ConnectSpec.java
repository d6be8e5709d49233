package io.tcplb.spec;

import java.time.Duration;

/**
 * How a session gets its backend connection.
 *
 * @param timeout of one attempt; positive
 * @param attempts most attempts of one session, each on another backend; at least 1
 * @param deadline for all attempts together; positive
 * @param source local literal address to connect from; empty = the kernel's choice
 */
public record ConnectSpec(Duration timeout, int attempts, Duration deadline, String source) {
    public ConnectSpec {
        Require.that(!timeout.isNegative() && !timeout.isZero(), "timeout", timeout, "> 0");
        Require.that(attempts >= 1, "attempts", attempts, ">= 1");
        Require.that(!deadline.isNegative() && !deadline.isZero(), "deadline", deadline, "> 0");
    }
}
