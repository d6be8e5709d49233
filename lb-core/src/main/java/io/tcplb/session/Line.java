package io.tcplb.session;

import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/** Clients that wait for one thing, first in first out. Confined to one thread, but for its length. */
final class Line {
    private final ArrayDeque<Waiter> waiters = new ArrayDeque<>();
    private volatile int size;

    /** One that was let go in vain keeps its place, the first. */
    void join(Waiter waiter) {
        if (waiter.returning()) {
            waiters.addFirst(waiter);
        } else {
            waiters.addLast(waiter);
        }
        size = waiters.size();
    }

    /** Takes the first one that is still there. */
    @Nullable
    Waiter next() {
        Waiter waiter = waiters.pollFirst();
        while (waiter != null && waiter.gone()) {
            waiter = waiters.pollFirst();
        }
        size = waiters.size();
        return waiter;
    }

    /** Forgets those who have gone; to be called now and then, because they leave silently. */
    void sweep() {
        waiters.removeIf(Waiter::gone);
        size = waiters.size();
    }

    /** Returns how many wait, and perhaps some who have just gone. Safe from any thread. */
    int size() {
        return size;
    }

    boolean isEmpty() {
        return size == 0;
    }
}
