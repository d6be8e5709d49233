package io.tcplb.control;

import io.netty.channel.IoEventLoop;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.tcplb.net.Transport;
import io.tcplb.observe.CloseReason;
import io.tcplb.observe.LbObserver;
import io.tcplb.observe.LbStatus;
import io.tcplb.proxy.BindException;
import io.tcplb.proxy.SessionLimit;
import io.tcplb.proxy.Worker;
import io.tcplb.spec.LbSpec;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * A running balancer: the one door through which the server module starts it, changes it and looks at it. Safe from
 * any thread; no call may come from one of its own event loops.
 */
public final class LoadBalancer {
    private static final long DRAIN_LOOK_MILLIS = 10;

    private final Transport transport;
    private final MultiThreadIoEventLoopGroup workerGroup;
    private final MultiThreadIoEventLoopGroup controlGroup;
    private final List<Worker> workers = new ArrayList<>();
    private final List<Heartbeat> heartbeats = new ArrayList<>();
    private final ControlLoop loop;
    private final Reconciler reconciler;
    private final Operations operations;
    private final SessionLimit limit = new SessionLimit(1);
    private final long startNanos;
    private volatile boolean accepting;
    private boolean shutDown;

    private LoadBalancer(LbSpec spec, Transport transport, LbObserver observer) {
        this.transport = transport;
        int loops = spec.runtime().eventLoops();
        int threads = loops == 0 ? Runtime.getRuntime().availableProcessors() : loops;
        workerGroup = new MultiThreadIoEventLoopGroup(
                threads, new DefaultThreadFactory("lb-worker", false), transport.ioHandlers());
        controlGroup = new MultiThreadIoEventLoopGroup(
                1, new DefaultThreadFactory("lb-control", false), transport.ioHandlers());
        SplittableRandom random = new SplittableRandom();
        String instance = HexFormat.of().toHexDigits(random.nextInt());
        for (int i = 0; i < threads; i++) {
            IoEventLoop eventLoop = workerGroup.next();
            workers.add(new Worker(
                    eventLoop,
                    i,
                    threads,
                    instance,
                    transport,
                    observer,
                    spec.runtime().relayBuffer()));
            heartbeats.add(new Heartbeat(eventLoop));
        }
        IoEventLoop control = controlGroup.next();
        startNanos = control.ticker().nanoTime();
        loop = new ControlLoop(control, workers, observer, transport, random);
        reconciler = new Reconciler(loop, transport, limit);
        operations = new Operations(loop, reconciler);
        heartbeats.forEach(Heartbeat::start);
        TcpMemory.watch(loop);
    }

    /**
     * Binds every listener, starts probing and accepts clients. Returns when all listeners are bound.
     *
     * @throws StartException when a listener cannot be bound or the transport is not available; nothing is left open
     */
    public static LoadBalancer start(LbSpec spec, LbObserver observer) throws StartException {
        Transport transport;
        try {
            transport = Transport.of(spec.runtime().transport());
        } catch (IOException e) {
            throw new StartException("runtime.transport: " + e.getMessage(), e);
        }
        LoadBalancer balancer = new LoadBalancer(spec, transport, observer);
        try {
            balancer.apply(spec);
        } catch (StartException | RuntimeException e) {
            balancer.shutdown(Duration.ZERO);
            throw e;
        }
        balancer.accepting = true;
        return balancer;
    }

    /**
     * Makes {@code next} the desired state. All or nothing: new listeners are bound first, and when one of them
     * cannot be, nothing changes. Blocks until done.
     *
     * @throws StartException when a new listener cannot be bound; the running state is untouched
     */
    public ReloadSummary apply(LbSpec next) throws StartException {
        try {
            return loop.call(() -> {
                Difference changes = reconciler.apply(next);
                return new ReloadSummary(reconciler.version(), changes);
            });
        } catch (BindException e) {
            throw new StartException(String.valueOf(e.getMessage()), e);
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new StartException("cannot apply the configuration: " + e, e);
        }
    }

    /** Returns what {@link #apply} would change, and changes nothing. Whether it could bind is not tried. */
    public Difference preview(LbSpec next) {
        return onLoop("the preview", () -> reconciler.preview(next));
    }

    /** Reads the state of everything. */
    public LbStatus status() {
        List<Long> lags = heartbeats.stream().map(Heartbeat::lagNanos).toList();
        Supplier<LbStatus> begun = onLoop("status", () -> {
            long uptime = TimeUnit.NANOSECONDS.toSeconds(loop.now() - startNanos);
            return reconciler.status(uptime, lags);
        });
        return begun.get();
    }

    private <T> T onLoop(String what, Callable<T> task) {
        try {
            return loop.call(task);
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IllegalStateException(what + " was interrupted", e);
        }
    }

    /** Takes how many sessions each listener and each backend has had; called on the control loop. */
    public interface Totals {
        void ofListener(String name, long total);

        void ofBackend(String pool, String id, long total);
    }

    /** Tells {@code totals} of everyone before it returns: a small part of what {@link #status} costs. */
    public void totals(Totals totals) {
        onLoop("the count", () -> {
            reconciler.totals(totals);
            return true;
        });
    }

    /** Returns the version of the configuration in force. */
    public long configVersion() {
        return reconciler.version();
    }

    /** Returns what an operator may do. */
    public Operations operations() {
        return operations;
    }

    /** Returns {@code epoll} or {@code nio}. */
    public String transport() {
        return transport.name();
    }

    /** Returns whether it accepts clients: true from {@link #start} until {@link #shutdown}. */
    public boolean accepting() {
        return accepting;
    }

    /**
     * Stops accepting, lets sessions finish for up to {@code drain}, closes the rest with reason {@code shutdown} and
     * releases everything. Blocks until done; a second call waits for the first.
     */
    public synchronized void shutdown(Duration drain) {
        accepting = false;
        if (shutDown) {
            return;
        }
        shutDown = true;
        try {
            loop.call(() -> {
                reconciler.closeListeners();
                return true;
            });
            awaitSessions(loop.now() + drain.toNanos());
            closeSessions();
            loop.call(() -> {
                reconciler.stop();
                return true;
            });
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (Exception e) {
            throw new IllegalStateException("shutdown failed", e);
        } finally {
            release();
        }
    }

    private void awaitSessions(long deadlineNanos) throws InterruptedException {
        CountDownLatch never = new CountDownLatch(1);
        while (limit.open() > 0 && loop.now() - deadlineNanos < 0) {
            if (never.await(DRAIN_LOOK_MILLIS, TimeUnit.MILLISECONDS)) {
                return;
            }
        }
    }

    private void closeSessions() throws InterruptedException {
        CountDownLatch closed = new CountDownLatch(workers.size());
        for (Worker worker : workers) {
            worker.execute(() -> {
                worker.closeAll(CloseReason.SHUTDOWN);
                // One turn later: descriptors are closed at the end of this one.
                worker.execute(closed::countDown);
            });
        }
        closed.await();
    }

    private void release() {
        workerGroup.shutdownGracefully(0, 1, TimeUnit.SECONDS);
        controlGroup.shutdownGracefully(0, 1, TimeUnit.SECONDS);
        workerGroup.terminationFuture().awaitUninterruptibly(2, TimeUnit.SECONDS);
        controlGroup.terminationFuture().awaitUninterruptibly(2, TimeUnit.SECONDS);
        workers.forEach(Worker::release);
    }

    /**
     * What a reload did.
     *
     * @param configVersion the version now in force
     * @param changes what differs from before
     */
    public record ReloadSummary(long configVersion, Difference changes) {}
}
