package io.tcplb.pool;

import io.tcplb.backend.Backend;
import io.tcplb.balance.Picker;
import io.tcplb.balance.Trickle;
import io.tcplb.balance.Tried;
import io.tcplb.spec.PoolSpec;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Everything that a new session needs to know of a pool, fixed at one moment. Published by the control loop through
 * one volatile; read from any thread.
 *
 * @param version one more for every publication of this pool
 * @param spec the policies in force
 * @param state whether the pool can take sessions
 * @param activeTier the tier that serves; -1 when nobody does
 * @param serving picks among the serving backends, in the pool's algorithm
 * @param standby picks among the eligible backends that do not serve, in tier and configuration order
 * @param trickle which new sessions go to the first standby to prove it
 * @param members all backends, with why each serves or does not
 */
public record PoolSnapshot(
        long version,
        PoolSpec spec,
        State state,
        int activeTier,
        Picker serving,
        Picker standby,
        Trickle trickle,
        List<MemberView> members) {
    /** What a pool can do for a new session. */
    public enum State {
        /** First probes are still out and nobody serves yet: clients may wait for them. */
        CHECKING,
        /** Tier 0 serves, all of it eligible. */
        OK,
        /** Somebody serves, but not all of tier 0. */
        DEGRADED,
        /** Nobody serves. */
        DOWN,
        /** Nobody is eligible and every ready backend serves. */
        FAIL_OPEN
    }

    /** Returns whether any backend serves. */
    public boolean anyServing() {
        return activeTier >= 0;
    }

    /**
     * Returns a backend with one of its slots taken, which the caller must release: on a first try now and then the
     * standby that is being proved, else a serving one that is not in {@code tried}, else an eligible standby;
     * {@code null} when none of them is left or has room.
     */
    public @Nullable Backend pick(long flowHash, Tried tried) {
        if (tried.isEmpty()) {
            Backend proved = trickle.turn();
            if (proved != null && proved.tryAcquire()) {
                return proved;
            }
        }
        Backend backend = take(serving, flowHash, tried);
        return backend != null ? backend : take(standby, flowHash, tried);
    }

    private static @Nullable Backend take(Picker picker, long flowHash, Tried tried) {
        while (true) {
            Backend backend = picker.pick(flowHash, tried);
            if (backend == null || backend.tryAcquire()) {
                return backend;
            }
            // Lost the last slot to another loop: it now has no room, so the next pick will pass it over.
        }
    }
}
