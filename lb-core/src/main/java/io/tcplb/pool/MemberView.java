package io.tcplb.pool;

import io.tcplb.backend.Backend;
import io.tcplb.spec.AdminState;
import io.tcplb.spec.BackendSpec;

/**
 * One member of a pool as a snapshot shows it.
 *
 * @param health {@code checking}, {@code up} or {@code down}
 * @param effectiveWeight weight after override and slow start
 * @param reason in words why it is not serving; empty when it is
 */
public record MemberView(
        Backend backend,
        BackendSpec spec,
        String health,
        AdminState admin,
        boolean ejected,
        boolean eligible,
        boolean serving,
        int weight,
        int effectiveWeight,
        String reason) {}
