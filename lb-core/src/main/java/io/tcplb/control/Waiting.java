package io.tcplb.control;

import io.netty.util.concurrent.ScheduledFuture;
import io.tcplb.pool.PoolSnapshot;
import io.tcplb.session.Wait;
import io.tcplb.session.Waiter;
import io.tcplb.session.WaitingRoom;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A {@link WaitingRoom} on the control loop, with the loop's clock. Confined to it, but for the lengths. */
final class Waiting {
    private final ControlLoop loop;
    private final WaitingRoom room;
    private @Nullable ScheduledFuture<?> step;

    Waiting(ControlLoop loop, Supplier<PoolSnapshot> pool) {
        this.loop = loop;
        this.room = new WaitingRoom(pool, loop.observer()::transition);
    }

    int held() {
        return room.held();
    }

    int queued() {
        return room.queued();
    }

    void enter(Waiter waiter, Wait why) {
        room.enter(waiter, why, loop.now());
        schedule();
    }

    /** The pool may have changed: lets go whoever has an answer. */
    void changed() {
        room.changed();
        schedule();
    }

    void slotFreed() {
        room.slotFreed();
    }

    private void schedule() {
        if (step == null && room.wantsStep()) {
            step = loop.eventLoop().schedule(this::step, WaitingRoom.STEP.toNanos(), TimeUnit.NANOSECONDS);
        }
    }

    private void step() {
        step = null;
        room.step(loop.now());
        schedule();
    }

    /** Nothing is scheduled any more. */
    void stop() {
        if (step != null) {
            step.cancel(false);
        }
    }
}
