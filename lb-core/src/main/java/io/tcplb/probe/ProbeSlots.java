package io.tcplb.probe;

import io.netty.channel.EventLoop;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Who may probe now, over all pools: so many probes at once, so many starts a millisecond, the others in order of
 * asking. Ten thousand backends that become due together are spread over a second instead of flooding the network and
 * the descriptor table. Confined to the control loop.
 */
public final class ProbeSlots {
    /** Concurrent probes that suit 10,000 backends every 2 s. */
    public static final int DEFAULT_CONCURRENT = 512;

    /** Twice what 10,000 backends every 2 s need. */
    private static final int STARTS_PER_MILLI = 10;

    private final EventLoop loop;
    private final int concurrent;
    private final Queue<Ticket> urgent = new ArrayDeque<>();
    private final Queue<Ticket> ordinary = new ArrayDeque<>();
    private int taken;
    private int startsLeft = STARTS_PER_MILLI;
    private boolean refillDue;
    private boolean draining;

    /** @param concurrent probes under way at once; at least 1 */
    public ProbeSlots(EventLoop loop, int concurrent) {
        assert concurrent >= 1;
        this.loop = loop;
        this.concurrent = concurrent;
    }

    /**
     * Queues {@code ticket}, an urgent one before all others. It starts once there is a slot, perhaps within this
     * call; whoever got a slot {@linkplain #release gives it back}.
     */
    void request(Ticket ticket) {
        assert loop.inEventLoop();
        (ticket.urgent ? urgent : ordinary).add(ticket);
        drain();
    }

    void release() {
        assert loop.inEventLoop() && taken > 0;
        taken--;
        drain();
    }

    int taken() {
        return taken;
    }

    private void drain() {
        if (draining) {
            return; // a started probe asks or releases: the loop below goes on for it
        }
        draining = true;
        while (taken < concurrent && startsLeft > 0) {
            Ticket next = next();
            if (next == null) {
                break;
            }
            taken++;
            startsLeft--;
            refill();
            next.start.run();
        }
        draining = false;
    }

    private @Nullable Ticket next() {
        while (true) {
            Ticket next = urgent.isEmpty() ? ordinary.poll() : urgent.poll();
            if (next == null || !next.cancelled) {
                return next;
            }
        }
    }

    /** Keeps one timer while starts are being used up, and none while nothing happens. */
    private void refill() {
        if (refillDue) {
            return;
        }
        refillDue = true;
        loop.schedule(
                () -> {
                    refillDue = false;
                    startsLeft = STARTS_PER_MILLI;
                    drain();
                },
                1,
                TimeUnit.MILLISECONDS);
    }

    /** A place in the queue. */
    static final class Ticket {
        final boolean urgent;
        private final Runnable start;
        private boolean cancelled;

        Ticket(Runnable start, boolean urgent) {
            this.start = start;
            this.urgent = urgent;
        }

        /** Leaves the queue; without effect once started. */
        void cancel() {
            cancelled = true;
        }
    }
}
