package io.tcplb.session;

import io.tcplb.backend.Backend;
import io.tcplb.observe.CloseReason;
import io.tcplb.observe.Transition;
import io.tcplb.pool.MemberView;
import io.tcplb.pool.PoolSnapshot;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * The clients of one pool that wait: for its first probes, for anybody to be eligible (held), or for a slot (queued).
 * Held clients are released at a rate, so that a returning backend is not trampled; queued ones as slots are freed.
 *
 * <p>Whoever runs it calls {@link #step} {@link #STEP} later whenever {@link #wantsStep}. Confined to one thread, but for
 * the lengths.
 */
public final class WaitingRoom {
    /** Time between steps. */
    public static final Duration STEP = Duration.ofMillis(20);

    private static final double STEPS_PER_SECOND = 1.0e9 / STEP.toNanos();

    private final Supplier<PoolSnapshot> pool;
    private final Consumer<Transition> told;
    private final Line probing = new Line();
    private final Line held = new Line();
    private final Line queued = new Line();
    private double allowance;
    private long heldSinceNanos;
    private int releasedFromHold;
    private boolean holding;

    /** @param told takes what an operator should know */
    public WaitingRoom(Supplier<PoolSnapshot> pool, Consumer<Transition> told) {
        this.pool = pool;
        this.told = told;
    }

    /** Returns how many wait for anybody to serve. Safe from any thread. */
    public int held() {
        return held.size() + probing.size();
    }

    /** Returns how many wait for a slot. Safe from any thread. */
    public int queued() {
        return queued.size();
    }

    /** Takes a client in, or turns it away when there are too many. */
    public void enter(Waiter waiter, Wait why, long nowNanos) {
        PoolSnapshot now = pool.get();
        switch (why) {
            case PROBES -> probing.join(waiter);
            case HOLD -> join(held, waiter, now.spec().failover().hold().max());
            case QUEUE -> join(queued, waiter, now.spec().queue().max());
        }
        if (why == Wait.HOLD && !holding && !held.isEmpty()) {
            beginHold(nowNanos);
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
    public void changed() {
        PoolSnapshot now = pool.get();
        if (now.anyServing() || now.state() != PoolSnapshot.State.CHECKING) {
            release(probing, Integer.MAX_VALUE);
        }
    }

    /** A slot was given back: the first in the queue may have it. */
    public void slotFreed() {
        release(queued, 1);
    }

    /** Returns whether there is something to do one {@link #STEP} from now. */
    public boolean wantsStep() {
        return !held.isEmpty() || !queued.isEmpty() || holding;
    }

    /** Lets go as many as it is time for. */
    public void step(long nowNanos) {
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
            endHold(nowNanos);
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

    private void beginHold(long nowNanos) {
        holding = true;
        heldSinceNanos = nowNanos;
        releasedFromHold = 0;
        tell(
                "",
                "holding",
                "nobody is eligible; clients wait for at most "
                        + pool.get().spec().failover().hold().timeout().toMillis() + "ms");
    }

    private void endHold(long nowNanos) {
        holding = false;
        long millis = TimeUnit.NANOSECONDS.toMillis(nowNanos - heldSinceNanos);
        tell("holding", "", releasedFromHold + " clients released after " + millis + "ms");
    }

    private void tell(String from, String to, String cause) {
        String name = pool.get().spec().name();
        told.accept(new Transition(Transition.Kind.HOLD, name, "", from, to, cause, held.size()));
    }
}
