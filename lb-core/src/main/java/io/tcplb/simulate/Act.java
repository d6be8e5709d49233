package io.tcplb.simulate;

import io.tcplb.spec.AdminState;
import java.time.Duration;

/** One thing that a scenario lets happen. Durations of zero have no end. */
public sealed interface Act {
    /** A server behaves differently from now on. */
    record Server(String pool, String backend, ServerState state) implements Act {}

    /** {@code lb backend ready|drain|maint}. */
    record Admin(String pool, String backend, AdminState state, Duration length) implements Act {}

    /** {@code lb backend weight}. */
    record Weight(String pool, String backend, int weight) implements Act {}

    /** {@code lb failback}. */
    record Failback(String pool) implements Act {}

    /** {@code lb zone evacuate}; with {@code force} even when the rest could not carry it. */
    record Evacuate(String zone, Duration length, boolean force) implements Act {}

    /** {@code lb zone return}. */
    record Return(String zone) implements Act {}

    /** A reload without this backend. */
    record Remove(String pool, String backend) implements Act {}
}
