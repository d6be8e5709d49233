package io.tcplb.control;

import io.netty.channel.EventLoop;
import java.util.concurrent.TimeUnit;

/** Measures how late one event loop runs what was due: the time that a session may have to wait for its turn. */
final class Heartbeat implements Runnable {
    private static final long EVERY_NANOS = 1_000_000_000L;

    private final EventLoop loop;
    private long dueNanos;
    private volatile long lagNanos;

    Heartbeat(EventLoop loop) {
        this.loop = loop;
    }

    void start() {
        dueNanos = loop.ticker().nanoTime() + EVERY_NANOS;
        loop.schedule(this, EVERY_NANOS, TimeUnit.NANOSECONDS);
    }

    /** Returns the lag of the last beat. Safe from any thread. */
    long lagNanos() {
        return lagNanos;
    }

    @Override
    public void run() {
        lagNanos = Math.max(0, loop.ticker().nanoTime() - dueNanos);
        if (!loop.isShuttingDown()) {
            start();
        }
    }
}
