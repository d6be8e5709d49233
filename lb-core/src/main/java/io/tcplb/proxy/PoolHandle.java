package io.tcplb.proxy;

import io.tcplb.backend.Backend;
import io.tcplb.health.Suspicion;
import io.tcplb.observe.CloseReason;
import io.tcplb.pool.PoolSnapshot;
import io.tcplb.session.Wait;
import io.tcplb.session.Waiter;

/** What sessions need of a pool. Safe from any thread. */
public interface PoolHandle {
    /** Returns the newest snapshot. */
    PoolSnapshot snapshot();

    /** A backend reached the threshold of consecutive failures; called once for each time that it is reached. */
    void suspect(Backend backend, Suspicion suspicion);

    /** A session tries another backend, because of {@code cause}. */
    void rerouted(CloseReason cause);

    /** A backend connection was made, which proves the network. Costs next to nothing while nobody doubts it. */
    void connected();

    /** A trickled session's connect failed: the standby that it was to prove is broken. */
    void standbyFailed(Backend standby, CloseReason cause);

    /** Whether clients wait for slots, so that a newcomer has to join them. One volatile read. */
    boolean queueing();

    /** A session gave a slot back; whoever waits for one may have it. One volatile read while nobody waits. */
    void slotFreed();

    /**
     * Lets a client wait. It is told once, by {@link Waiter#proceed} or {@link Waiter#giveUp}, unless it has gone
     * first; a client that comes back for the same wait keeps its place.
     */
    void await(Waiter waiter, Wait why);
}
