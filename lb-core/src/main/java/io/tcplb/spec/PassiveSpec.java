package io.tcplb.spec;

import java.time.Duration;

/**
 * What sessions themselves tell about a backend.
 *
 * @param failures consecutive failures that trigger a probe; at least 1
 * @param firstByteTimeout a client that has spoken and got no byte within it counts as a failure; zero = off
 * @param ejectFor length of the first ejection, doubled at each one that follows; positive
 * @param maxEjectFor cap of that doubling; at least {@code ejectFor}
 * @param maxEjected share of a pool's backends that may be ejected or passively down at once
 */
public record PassiveSpec(
        int failures,
        Duration firstByteTimeout,
        Action action,
        Duration ejectFor,
        Duration maxEjectFor,
        Share maxEjected) {
    /** What happens to a backend whose failures and confirming probe agree. */
    public enum Action {
        OFF,
        PROBE,
        EJECT
    }

    public PassiveSpec {
        Require.that(failures >= 1, "failures", failures, ">= 1");
        Require.that(!firstByteTimeout.isNegative(), "first-byte-timeout", firstByteTimeout, ">= 0");
        Require.that(!ejectFor.isNegative() && !ejectFor.isZero(), "eject-for", ejectFor, "> 0");
        Require.that(maxEjectFor.compareTo(ejectFor) >= 0, "max-eject-for", maxEjectFor, ">= eject-for");
    }
}
