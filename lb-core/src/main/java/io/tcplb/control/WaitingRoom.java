package io.tcplb.control;

import io.tcplb.observe.CloseReason;
import io.tcplb.pool.PoolSnapshot;
import io.tcplb.proxy.PoolHandle.Waiter;
import java.util.ArrayDeque;
import java.util.Queue;

/** The clients that wait for a pool's first probes, first in first out. Confined to the control loop. */
final class WaitingRoom {
    private final Queue<Waiter> waiters = new ArrayDeque<>();

    /** Lets {@code waiter} wait, unless {@code now} already has the answer. */
    void enter(Waiter waiter, PoolSnapshot now) {
        waiters.add(waiter);
        changed(now);
    }

    /** Tells everybody when {@code now} has the answer. Whoever still waits after that is gone or waits rightly. */
    void changed(PoolSnapshot now) {
        if (now.anyServing()) {
            tell(true);
        } else if (now.state() != PoolSnapshot.State.CHECKING) {
            tell(false);
        } else {
            waiters.removeIf(Waiter::gone);
        }
    }

    private void tell(boolean proceed) {
        for (Waiter waiter = waiters.poll(); waiter != null; waiter = waiters.poll()) {
            if (proceed) {
                waiter.proceed();
            } else {
                waiter.giveUp(CloseReason.NO_BACKEND);
            }
        }
    }

    int size() {
        return waiters.size();
    }
}
