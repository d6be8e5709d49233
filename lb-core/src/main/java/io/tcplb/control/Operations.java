package io.tcplb.control;

import io.tcplb.observe.CloseReason;
import io.tcplb.observe.Explanation;
import io.tcplb.observe.SessionView;
import io.tcplb.proxy.Worker;
import io.tcplb.spec.AdminState;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * What an operator may do to a running balancer. Every change is an event with its origin. Safe from any thread but the
 * balancer's own loops; every call blocks until it is done.
 *
 * <p>Every method throws {@link RefusedException} when it names something that does not exist.
 */
public final class Operations {
    private static final int LOOP_PATIENCE_SECONDS = 10;

    private final ControlLoop loop;
    private final Reconciler reconciler;

    Operations(ControlLoop loop, Reconciler reconciler) {
        this.loop = loop;
        this.reconciler = reconciler;
    }

    /**
     * Overrides what the configuration wants of a backend; {@code READY} removes the override.
     *
     * @param duration after which it expires; {@code null} = for good
     */
    public void admin(String pool, String backend, AdminState state, @Nullable Duration duration, String origin)
            throws RefusedException {
        onPool(pool, backend, control -> control.admin(backend, state, origin, nanos(duration)));
    }

    /**
     * Overrides a backend's weight.
     *
     * @param weight 0..256
     */
    public void weight(String pool, String backend, int weight, String origin) throws RefusedException {
        onPool(pool, backend, control -> control.weight(backend, weight, origin));
    }

    /** Ends every wait for failback in a pool. */
    public void failback(String pool, String origin) throws RefusedException {
        onPool(pool, null, control -> control.failback(origin));
    }

    /**
     * Takes a zone out of serving, in every pool.
     *
     * @param duration after which it returns; {@code null} = for good
     * @param force even when the rest could not carry it
     * @throws RefusedException also when the rest could not carry it, with the reason
     */
    public void evacuate(String zone, @Nullable Duration duration, boolean force, String origin)
            throws RefusedException {
        run(() -> {
            requireZone(zone);
            if (!force) {
                requireCapacity(zone);
            }
            reconciler.pools().forEach(control -> control.evacuate(zone, origin, nanos(duration)));
            return null;
        });
    }

    /** Lets an evacuated zone serve again. */
    public void returnZone(String zone, String origin) throws RefusedException {
        run(() -> {
            requireZone(zone);
            reconciler.pools().forEach(control -> control.returnZone(zone, origin));
            return null;
        });
    }

    /**
     * Says which backend a new session would get.
     *
     * @param client {@code null} for any
     */
    public Explanation explain(String pool, @Nullable InetAddress client) throws RefusedException {
        return run(() -> require(pool).explain(client));
    }

    /** Lists the live sessions, oldest first; of one pool when {@code pool} is not {@code null}. */
    public List<SessionView> sessions(@Nullable String pool) throws RefusedException {
        if (pool != null) {
            run(() -> require(pool));
        }
        List<SessionView> all = new ArrayList<>();
        everyWorker((worker, done) -> worker.describe(views -> {
            synchronized (all) {
                all.addAll(views);
            }
            done.run();
        }));
        return all.stream()
                .filter(view -> pool == null || view.pool().equals(pool))
                .sorted((a, b) -> Long.compare(b.ageNanos(), a.ageNanos()))
                .toList();
    }

    /** Closes one session with reason {@code admin_closed}. */
    public void close(long session) throws RefusedException {
        AtomicBoolean found = new AtomicBoolean();
        everyWorker((worker, done) -> worker.close(session, CloseReason.ADMIN_CLOSED, did -> {
            if (did) {
                found.set(true);
            }
            done.run();
        }));
        if (!found.get()) {
            throw new RefusedException("no session " + session, true);
        }
    }

    private interface Change {
        void on(PoolControl pool);
    }

    private void onPool(String pool, @Nullable String backend, Change change) throws RefusedException {
        run(() -> {
            PoolControl control = require(pool);
            if (backend != null && control.pool().backend(backend) == null) {
                throw new RefusedException("no backend " + backend + " in pool " + pool, true);
            }
            change.on(control);
            return null;
        });
    }

    private PoolControl require(String pool) throws RefusedException {
        PoolControl control = reconciler.pool(pool);
        if (control == null) {
            throw new RefusedException("no pool " + pool, true);
        }
        return control;
    }

    private void requireZone(String zone) throws RefusedException {
        boolean known = reconciler.pools().stream()
                .flatMap(control -> control.pool().snapshot().members().stream())
                .anyMatch(member -> member.spec().zone().equals(zone));
        if (zone.isEmpty() || !known) {
            throw new RefusedException("no backend is in zone " + zone, true);
        }
    }

    private void requireCapacity(String zone) throws RefusedException {
        for (PoolControl control : reconciler.pools()) {
            String problem = control.pool().evacuationProblem(zone);
            if (problem != null) {
                throw new RefusedException("pool " + control.pool().name() + ": " + problem, false);
            }
        }
    }

    private static long nanos(@Nullable Duration duration) {
        return duration == null ? 0 : Math.max(1, duration.toNanos());
    }

    private <T> T run(Callable<T> task) throws RefusedException {
        try {
            return loop.call(task);
        } catch (RefusedException | RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IllegalStateException("interrupted", e);
        }
    }

    private interface OnWorker {
        void run(Worker worker, Runnable done);
    }

    private void everyWorker(OnWorker action) {
        CountDownLatch left = new CountDownLatch(loop.workers().size());
        loop.workers().forEach(worker -> action.run(worker, left::countDown));
        try {
            if (!left.await(LOOP_PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                throw new IllegalStateException("an event loop does not answer");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
