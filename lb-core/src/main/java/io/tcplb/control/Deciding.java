package io.tcplb.control;

import io.netty.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * When a pool decides who serves: at once, unless decisions have become so long that they would fill the control loop.
 * Then what is learnt meanwhile is decided together. So 10,000 backends that come up within a second cost no more than
 * a fifth of it, and a pool of ordinary size waits for no more than microseconds. Confined to the control loop.
 */
final class Deciding {
    /** Time left to others on the loop, in the lengths of the decision before. */
    private static final int PAUSES_PER_DECISION = 4;

    /** Nobody waits longer than this for a decision, however long the one before took. */
    private static final long MOST_PAUSE_NANOS = 20_000_000;

    private final ControlLoop loop;
    private final Runnable decide;
    private long nextNanos;
    private @Nullable ScheduledFuture<?> planned;

    Deciding(ControlLoop loop, Runnable decide) {
        this.loop = loop;
        this.decide = decide;
        this.nextNanos = loop.now();
    }

    /** There is something to decide. */
    void soon() {
        long wait = nextNanos - loop.now();
        if (wait <= 0) {
            now();
        } else if (planned == null) {
            planned = loop.eventLoop().schedule(this::now, wait, TimeUnit.NANOSECONDS);
        }
    }

    private void now() {
        stop();
        long began = loop.now();
        decide.run();
        long ended = loop.now();
        nextNanos = ended + Math.min(MOST_PAUSE_NANOS, PAUSES_PER_DECISION * (ended - began));
    }

    /** Nothing is planned any more. */
    void stop() {
        if (planned != null) {
            planned.cancel(false);
            planned = null;
        }
    }
}
