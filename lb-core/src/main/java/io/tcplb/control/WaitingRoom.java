package io.tcplb.control;

import io.netty.util.concurrent.ScheduledFuture;
import io.tcplb.backend.Backend;
import io.tcplb.observe.CloseReason;
import io.tcplb.observe.Transition;
import io.tcplb.pool.MemberView;
import io.tcplb.pool.PoolSnapshot;
import io.tcplb.proxy.PoolHandle.Wait;
import io.tcplb.proxy.PoolHandle.Waiter;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The clients of one pool that wait: for its first probes, for anybody to be eligible (held), or for a slot (queued).
 * Held clients are released at a rate, so that a returning backend is not trampled; queued ones as slots are freed.
 * Confined to the control loop, but for the lengths.
 */
final class WaitingRoom {
    private static final long STEP_MILLIS = 20;
    private static final double STEPS_PER_SECOND = 1000.0 / STEP_MILLIS;

    private final ControlLoop loop;
    private final Supplier<PoolSnapshot> pool;
    private final Line probing = new Line();
    private final Line held = new Line();
    private final Line queued = new Line();
    private double allowance;
    private long heldSinceNanos;
    private int releasedFromHold;
    private boolean holding;
    private @Nullable ScheduledFuture<?> step;

    WaitingRoom(ControlLoop loop, Supplier<PoolSnapshot> pool) {
        this.loop = loop;
        this.pool = pool;
    }

    int held() {
        return held.size() + probing.size();
    }

    int queued() {
        return queued.size();
    }

    void enter(Waiter waiter, Wait why) {
        PoolSnapshot now = pool.get();
        switch (why) {
            case PROBES -> probing.join(waiter);
            case HOLD -> join(held, waiter, now.spec().failover().hold().max());
            case QUEUE -> join(queued, waiter, now.spec().queue().max());
        }
        if (why == Wait.HOLD && !holding && !held.isEmpty()) {
            beginHold();
        }
        changed();
    }

    private static void join(Line line, Waiter waiter, int max) {
        if (line.size() >= max) {
            line.sweep();
        }
        if (line.size() >= max) {
            waiter.giveUp(CloseReason.NO_BACKEND);
        } else {
            line.join(waiter);
        }
    }

    /** The pool may have changed: lets go whoever has an answer. */
    void changed() {
        PoolSnapshot now = pool.get();
        if (now.anyServing() || now.state() != PoolSnapshot.State.CHECKING) {
            release(probing, Integer.MAX_VALUE);
        }
        if (!held.isEmpty() || !queued.isEmpty() || holding) {
            schedule();
        }
    }

    /** A slot was given back: the first in the queue may have it. */
    void slotFreed() {
        release(queued, 1);
    }

    private void schedule() {
        if (step == null) {
            step = loop.eventLoop().schedule(this::step, STEP_MILLIS, TimeUnit.MILLISECONDS);
        }
    }

    private void step() {
        step = null;
        PoolSnapshot now = pool.get();
        held.sweep();
        queued.sweep();
        if (now.anyServing()) {
            allowance += now.spec().failover().hold().releaseRate() / STEPS_PER_SECOND;
            int most = (int) allowance;
            allowance -= most;
            releasedFromHold += release(held, most);
        } else {
            allowance = 0;
            release(queued, Integer.MAX_VALUE); // nobody serves any more: they look again, and are held or refused
        }
        // Slots that nobody announced: another limit, a backend that came back.
        release(queued, room(now));
        if (holding && held.isEmpty()) {
            endHold();
        }
        if (!held.isEmpty() || !queued.isEmpty()) {
            schedule();
        }
    }

    private static int release(Line line, int most) {
        int released = 0;
        while (released < most) {
            Waiter waiter = line.next();
            if (waiter == null) {
                break;
            }
            waiter.proceed();
            released++;
        }
        return released;
    }

    /** Returns how many more sessions those who may serve have room for. */
    private static int room(PoolSnapshot now) {
        long room = 0;
        for (MemberView member : now.members()) {
            Backend backend = member.backend();
            if (member.eligible() && member.effectiveWeight() > 0) {
                int max = member.spec().maxConnections();
                room += max == 0 ? Integer.MAX_VALUE : Math.max(0, max - backend.active());
            }
        }
        return (int) Math.min(room, Integer.MAX_VALUE);
    }

    private void beginHold() {
        holding = true;
        heldSinceNanos = loop.now();
        releasedFromHold = 0;
        tell(
                "",
                "holding",
                "nobody is eligible; clients wait for at most "
                        + pool.get().spec().failover().hold().timeout().toMillis() + "ms");
    }

    private void endHold() {
        holding = false;
        long millis = TimeUnit.NANOSECONDS.toMillis(loop.now() - heldSinceNanos);
        tell("holding", "", releasedFromHold + " clients released after " + millis + "ms");
    }

    private void tell(String from, String to, String cause) {
        String name = pool.get().spec().name();
        loop.observer().transition(new Transition(Transition.Kind.HOLD, name, "", from, to, cause, held.size()));
    }

    /** Nothing is scheduled any more. */
    void stop() {
        if (step != null) {
            step.cancel(false);
        }
    }
}
