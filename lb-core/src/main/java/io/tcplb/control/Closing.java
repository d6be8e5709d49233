package io.tcplb.control;

import io.netty.util.concurrent.ScheduledFuture;
import io.tcplb.backend.Backend;
import io.tcplb.observe.CloseReason;
import io.tcplb.proxy.Worker;
import io.tcplb.spec.ClosingSpec;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Takes the sessions away from one backend as its {@link ClosingSpec} says: those that have been idle longest first, a
 * few at a time, so that no event loop stalls and no survivor is trampled. Confined to the control loop.
 */
final class Closing {
    private static final long STEP_MILLIS = 50;
    private static final double STEPS_PER_SECOND = 1000.0 / STEP_MILLIS;

    private final ControlLoop loop;
    private final Backend backend;
    private final ClosingSpec spec;
    private final CloseReason reason;
    private final SplittableRandom random;
    private final long startNanos;
    private double allowance;
    private int firstWorker;
    private @Nullable ScheduledFuture<?> next;

    Closing(ControlLoop loop, Backend backend, ClosingSpec spec, CloseReason reason) {
        this.loop = loop;
        this.backend = backend;
        this.spec = spec;
        this.reason = reason;
        this.random = loop.random();
        this.startNanos = loop.now();
    }

    /** Begins. */
    void start() {
        switch (spec.mode()) {
            case KEEP -> {}
            case CLOSE -> evict(Integer.MAX_VALUE);
            case DRAIN, PACED -> step();
        }
    }

    /** The backend came back: the rest may stay. */
    void cancel() {
        if (next != null) {
            next.cancel(false);
        }
    }

    private void step() {
        boolean overdue = !spec.timeout().isZero()
                && loop.now() - startNanos >= spec.timeout().toNanos();
        if (overdue) {
            evict(Integer.MAX_VALUE);
            return;
        }
        if (spec.mode() == ClosingSpec.Mode.PACED) {
            // Jitter, so that balancers that saw the same death do not send their clients back in step.
            allowance += spec.rate() / STEPS_PER_SECOND * (0.5 + random.nextDouble());
            int now = (int) allowance;
            allowance -= now;
            evict(now);
        }
        if (backend.active() > 0) {
            next = loop.eventLoop().schedule(this::step, STEP_MILLIS, TimeUnit.MILLISECONDS);
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
