package io.tcplb.spec;

import java.time.Duration;

/**
 * Active health checking of a pool's backends.
 *
 * @param interval pause between the end of one probe and the start of the next while nothing is changing; positive
 * @param timeout longest time that one probe may take; positive
 * @param fastInterval pause while a backend is between up and down; positive
 * @param jitter every pause varies by up to this share, either way
 * @param fall consecutive failures that take an up backend down; at least 1
 * @param rise consecutive passes that bring a down backend up; at least 1
 * @param initial what a new backend is before its first probe
 * @param port probed instead of the backend's own; 0 = the backend's own
 */
public record HealthSpec(
        Type type,
        Duration interval,
        Duration timeout,
        Duration fastInterval,
        Share jitter,
        int fall,
        int rise,
        Initial initial,
        int port,
        HttpCheck http,
        ExpectCheck expect) {
    /** What a probe does. {@code NONE} counts every backend as up. */
    public enum Type {
        TCP,
        HTTP,
        EXPECT,
        NONE
    }

    /** What a backend is before its first probe has ended. */
    public enum Initial {
        CHECKING,
        UP,
        DOWN
    }

    public HealthSpec {
        Require.that(positive(interval), "interval", interval, "> 0");
        Require.that(positive(timeout), "timeout", timeout, "> 0");
        Require.that(positive(fastInterval), "fast-interval", fastInterval, "> 0");
        Require.that(jitter.percent() <= 50, "jitter", jitter, "0%..50%");
        Require.that(fall >= 1, "fall", fall, ">= 1");
        Require.that(rise >= 1, "rise", rise, ">= 1");
        Require.that(port >= 0 && port <= 65535, "port", port, "0..65535");
    }

    private static boolean positive(Duration d) {
        return !d.isNegative() && !d.isZero();
    }
}
