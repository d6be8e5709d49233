package io.tcplb.control;

import io.netty.util.concurrent.ScheduledFuture;
import io.tcplb.backend.Backend;
import io.tcplb.observe.CloseReason;
import io.tcplb.proxy.Worker;
import io.tcplb.session.Pace;
import io.tcplb.spec.ClosingSpec;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Takes the sessions away from one backend as its {@link ClosingSpec} says: those that have been idle longest first, a
 * few at a time, so that no event loop stalls and no survivor is trampled. Confined to the control loop.
 */
final class Closing {
    private final ControlLoop loop;
    private final Backend backend;
    private final CloseReason reason;
    private final Pace pace;
    private int firstWorker;
    private @Nullable ScheduledFuture<?> next;

    Closing(ControlLoop loop, Backend backend, ClosingSpec spec, CloseReason reason) {
        this.loop = loop;
        this.backend = backend;
        this.reason = reason;
        this.pace = new Pace(spec, loop.random(), loop.now());
    }

    /** Takes away as many as it is time for, and goes on. */
    void step() {
        int most = pace.next(loop.now());
        evict(most);
        if (pace.goesOn(most) && backend.active() > 0) {
            next = loop.eventLoop().schedule(this::step, Pace.STEP.toNanos(), TimeUnit.NANOSECONDS);
        }
    }

    /** The backend came back: the rest may stay. */
    void cancel() {
        if (next != null) {
            next.cancel(false);
        }
    }

    private void evict(int most) {
        if (most > 0) {
            firstWorker = (firstWorker + 1) % loop.workers().size();
            evictOn(loop.workers(), firstWorker, loop.workers().size(), most);
        }
    }

    /** What one worker cannot use of the allowance goes on to the next one. */
    private void evictOn(List<Worker> workers, int index, int left, int most) {
        Worker worker = workers.get(index % workers.size());
        worker.evict(backend, reason, most, evicted -> {
            if (evicted < most && left > 1) {
                evictOn(workers, index + 1, left - 1, most - evicted);
            }
        });
    }
}
