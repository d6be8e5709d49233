package io.tcplb.session;

import io.tcplb.observe.CloseReason;

/** A client that waits. Safe from any thread. */
public interface Waiter {
    /** Look at the pool again, in a task of its own: not within this call. */
    void proceed();

    /** Waiting is over without a backend. */
    void giveUp(CloseReason reason);

    /** Whether the client has gone by itself. */
    boolean gone();

    /** Whether it has waited before and was let go in vain. */
    boolean returning();
}
