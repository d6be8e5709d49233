package io.tcplb.proxy;

import io.tcplb.backend.Backend;
import io.tcplb.observe.CloseReason;
import io.tcplb.pool.PoolSnapshot;

/** What sessions need of a pool. Safe from any thread. */
public interface PoolHandle {
    /** Returns the newest snapshot. */
    PoolSnapshot snapshot();

    /** A backend reached the threshold of consecutive failures; called once for each time that it is reached. */
    void suspect(Backend backend, CloseReason lastFailure);

    /** A session tries another backend after a failed connect. */
    void rerouted(CloseReason cause);

    /**
     * Lets a client wait until somebody serves. It is told once, by {@link Waiter#proceed} or {@link Waiter#giveUp},
     * unless it has gone first.
     */
    void await(Waiter waiter);

    /** A client that waits for a backend. Safe from any thread. */
    interface Waiter {
        /** Look at the pool again. */
        void proceed();

        /** Waiting is over without a backend. */
        void giveUp(CloseReason reason);

        /** Whether the client has gone by itself. */
        boolean gone();
    }
}
