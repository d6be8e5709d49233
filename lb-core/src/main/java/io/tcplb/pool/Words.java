package io.tcplb.pool;

import io.tcplb.spec.HostPort;
import java.net.InetAddress;
import java.net.InetSocketAddress;

/** How durations and counts read in reasons. */
final class Words {
    private Words() {}

    /** Returns a duration as people say it: {@code 350ms}, {@code 20s}, {@code 9m}, {@code 1m 30s}, {@code 2h 5m}. */
    static String duration(long nanos) {
        if (nanos < 1_000_000_000L) {
            return Math.max(0, nanos / 1_000_000) + "ms";
        }
        long seconds = nanos / 1_000_000_000L;
        if (seconds < 60) {
            return seconds + "s";
        }
        long minutes = seconds / 60;
        return minutes < 60 ? pair(minutes, "m", seconds % 60, "s") : pair(minutes / 60, "h", minutes % 60, "m");
    }

    /** Returns what is left until a deadline, to be put after a state; empty when there is no deadline. */
    static String remaining(long untilNanos, long nowNanos) {
        return untilNanos == Pool.NEVER ? "" : " for " + duration(untilNanos - nowNanos) + " more";
    }

    /** Returns an address as configuration writes it. */
    static String address(InetSocketAddress address) {
        InetAddress ip = address.getAddress();
        return new HostPort(ip == null ? address.getHostString() : ip.getHostAddress(), address.getPort()).toString();
    }

    private static String pair(long great, String greatUnit, long small, String smallUnit) {
        return great + greatUnit + (small == 0 ? "" : " " + small + smallUnit);
    }
}
