package io.tcplb.pool;

import io.tcplb.spec.AdminState;
import java.util.Locale;

/**
 * What an operator wants of one backend.
 *
 * @param state never {@code READY}: that is no override
 * @param untilNanos {@link Pool#NEVER} for no expiry
 */
record AdminOverride(AdminState state, String origin, long untilNanos) {
    boolean isOver(long nowNanos) {
        return untilNanos != Pool.NEVER && nowNanos - untilNanos >= 0;
    }

    String what() {
        return state.name().toLowerCase(Locale.ROOT);
    }
}
