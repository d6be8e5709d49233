package io.tcplb.proxy;

import java.util.concurrent.atomic.AtomicInteger;

/** How many sessions the process can carry, all listeners together. Safe from any thread. */
public final class SessionLimit {
    private final AtomicInteger open = new AtomicInteger();
    private volatile int max;

    /** @param max at least 1 */
    public SessionLimit(int max) {
        this.max = max;
    }

    public void max(int newMax) {
        max = newMax;
    }

    public int max() {
        return max;
    }

    /** Returns sessions open now. */
    public int open() {
        return open.get();
    }

    /** Returns whether one more would fit; two loops may both be told so, which the descriptor reserve absorbs. */
    boolean hasRoom() {
        return open.get() < max;
    }

    void opened() {
        open.incrementAndGet();
    }

    void closed() {
        open.decrementAndGet();
    }
}
