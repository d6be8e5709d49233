package io.tcplb.health;

import io.tcplb.spec.AdminState;

/**
 * Whether a backend may be given new sessions, and if not, the first thing that forbids it. What an operator wants comes
 * before what probes say, so that a drained backend reads as drained even when it is down as well.
 */
public enum Eligibility {
    ELIGIBLE,
    DRAIN,
    MAINT,
    EVACUATED,
    /** Its name is being resolved for the first time. */
    RESOLVING,
    /** Its name has never resolved. */
    UNRESOLVED,
    CHECKING,
    DOWN,
    EJECTED,
    /** All of the above would allow it, but it has to prove itself before it relieves a standby. */
    WAITING;

    /**
     * Combines everything but the wait for failback, which depends on who else serves.
     *
     * @param resolved whether it has an address
     * @param unresolvable whether the last attempt to resolve its name failed
     */
    public static Eligibility of(
            AdminState admin,
            boolean evacuated,
            boolean resolved,
            boolean unresolvable,
            Health health,
            Ejection ejection) {
        if (admin != AdminState.READY) {
            return admin == AdminState.DRAIN ? DRAIN : MAINT;
        }
        if (evacuated) {
            return EVACUATED;
        }
        if (!resolved) {
            return unresolvable ? UNRESOLVED : RESOLVING;
        }
        if (!health.isUp()) {
            return health.state() == Health.State.CHECKING ? CHECKING : DOWN;
        }
        return ejection.active() ? EJECTED : ELIGIBLE;
    }
}
