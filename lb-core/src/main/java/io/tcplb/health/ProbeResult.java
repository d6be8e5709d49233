package io.tcplb.health;

/**
 * What one probe found.
 *
 * @param nanos how long it took
 * @param detail in words, such as {@code connection refused} or {@code status 503}; without the backend's name
 * @param lost it failed by time-out or an unreachable route, which may be the balancer's own fault
 */
public record ProbeResult(boolean passed, long nanos, String detail, boolean lost) {
    public static ProbeResult passed(long nanos, String detail) {
        return new ProbeResult(true, nanos, detail, false);
    }

    /** Returns a failure that proves the network: the backend, or its host, answered. */
    public static ProbeResult failed(long nanos, String detail) {
        return new ProbeResult(false, nanos, detail, false);
    }

    /** Returns a failure without any answer. */
    public static ProbeResult lost(long nanos, String detail) {
        return new ProbeResult(false, nanos, detail, true);
    }
}
