package io.tcplb.control;

import io.netty.util.concurrent.ScheduledFuture;
import io.tcplb.backend.Backend;
import io.tcplb.health.ProbeResult;
import io.tcplb.health.Suspicion;
import io.tcplb.observe.CloseReason;
import io.tcplb.observe.Transition;
import io.tcplb.pool.MemberView;
import io.tcplb.pool.Pool;
import io.tcplb.pool.PoolSnapshot;
import io.tcplb.pool.Replacement;
import io.tcplb.probe.Prober;
import io.tcplb.proxy.PoolHandle;
import io.tcplb.spec.ConnectSpec;
import io.tcplb.spec.HostPort;
import io.tcplb.spec.PoolSpec;
import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One pool at work: feeds {@link Pool} with what probes, sessions, the resolver and the clock say, and carries out what
 * it decides. Confined to the control loop, but for what {@link PoolHandle} offers to sessions.
 */
final class PoolControl implements PoolHandle, Prober.Listener {
    private final ControlLoop loop;
    private final Addresses addresses;
    private final Pool pool;
    private final Prober prober;
    private final WaitingRoom waiting = new WaitingRoom();
    private final PoolCounters counters = new PoolCounters();
    private final Map<Backend, HostPort> names = new HashMap<>();
    private final Map<Backend, Closing> closings = new HashMap<>();
    private PoolSnapshot acted;
    private long tickAtNanos = Pool.NEVER;
    private @Nullable ScheduledFuture<?> tick;

    PoolControl(ControlLoop loop, Addresses addresses, PoolSpec spec, String zone) {
        this.loop = loop;
        this.addresses = addresses;
        this.pool = new Pool(spec, zone, loop.random().nextLong(), loop.now());
        this.acted = pool.snapshot();
        this.prober = Prober.create(
                loop.eventLoop(), loop.channels(), loop.slots(), loop.random(), spec.health(), source(spec), this);
    }

    Pool pool() {
        return pool;
    }

    PoolCounters counters() {
        return counters;
    }

    int waiting() {
        return waiting.size();
    }

    /** Begins to resolve and to probe. */
    void start() {
        for (MemberView member : pool.snapshot().members()) {
            begin(member);
        }
        act(List.of());
    }

    private void begin(MemberView member) {
        HostPort name = member.spec().address();
        names.put(member.backend(), name);
        addresses.subscribe(member.backend(), name, this);
        prober.start(member.backend(), name);
    }

    private void end(Backend backend) {
        prober.stop(backend);
        HostPort name = names.remove(backend);
        if (name != null) {
            addresses.unsubscribe(backend, name);
        }
        counters.forget(backend);
    }

    /** Puts {@code next} in force (failover rule 8). */
    void replace(PoolSpec next, String zone) {
        Replacement replacement = pool.replaceSpec(next, zone, loop.now());
        replacement.removed().forEach(this::end);
        prober.update(next.health(), source(next));
        for (MemberView member : pool.snapshot().members()) {
            if (replacement.added().contains(member.backend())) {
                begin(member);
            }
        }
        act(replacement.transitions());
        replacement.removed().forEach(this::closeRemoved);
    }

    /** The pool itself is removed: its sessions end as those of a removed backend. */
    void remove() {
        for (MemberView member : pool.snapshot().members()) {
            end(member.backend());
            closeRemoved(member.backend());
        }
        stop();
    }

    /** Ends probing and whatever is scheduled. */
    void stop() {
        prober.stopAll();
        if (tick != null) {
            tick.cancel(false);
        }
    }

    private void closeRemoved(Backend backend) {
        stopClosing(backend);
        new Closing(loop, backend, pool.snapshot().spec().onRemove(), CloseReason.BACKEND_REMOVED).start();
    }

    private void stopClosing(Backend backend) {
        Closing closing = closings.remove(backend);
        if (closing != null) {
            closing.cancel();
        }
    }

    private static @Nullable InetSocketAddress source(PoolSpec spec) {
        ConnectSpec connect = spec.connect();
        return connect.source().isEmpty() ? null : new InetSocketAddress(connect.source(), 0);
    }

    // ---- what is learnt

    void resolved(Backend backend, InetSocketAddress address) {
        act(pool.addressResolved(backend, address, loop.now()));
    }

    void unresolved(Backend backend, String reason) {
        act(pool.addressFailed(backend, reason, loop.now()));
    }

    @Override
    public boolean inTransition(Backend backend) {
        return pool.probePause(backend).equals(pool.snapshot().spec().health().fastInterval());
    }

    @Override
    public void probed(Backend backend, ProbeResult result, boolean confirming) {
        counters.checked(backend, result.passed());
        act(pool.probeCompleted(backend, result, loop.now()));
    }

    @Override
    public void notRun(Backend backend, String reason) {
        counters.warnNotRun(loop, backend, reason);
    }

    // ---- what follows

    private void act(List<Transition> transitions) {
        transitions.forEach(loop.observer()::transition);
        PoolSnapshot now = pool.snapshot();
        if (now != acted) {
            for (MemberView member : now.members()) {
                closeOrKeep(member);
            }
            acted = now;
            waiting.changed(now);
        }
        scheduleTick();
    }

    /** {@code on-down} begins when a backend goes down and ends when it is back. */
    private void closeOrKeep(MemberView member) {
        Backend backend = member.backend();
        boolean isDown = member.health().equals("down");
        if (!isDown) {
            stopClosing(backend);
        } else if (!closings.containsKey(backend)) {
            Closing closing = new Closing(loop, backend, pool.snapshot().spec().onDown(), CloseReason.BACKEND_DOWN);
            closings.put(backend, closing);
            closing.start();
        }
    }

    private void scheduleTick() {
        long at = pool.nextDeadlineNanos(loop.now());
        if (at == tickAtNanos) {
            return;
        }
        if (tick != null) {
            tick.cancel(false);
            tick = null;
        }
        tickAtNanos = at;
        if (at != Pool.NEVER) {
            tick = loop.eventLoop().schedule(this::tick, Math.max(0, at - loop.now()), TimeUnit.NANOSECONDS);
        }
    }

    private void tick() {
        tick = null;
        tickAtNanos = Pool.NEVER;
        act(pool.tick(loop.now()));
    }

    // ---- for sessions

    @Override
    public PoolSnapshot snapshot() {
        return pool.snapshot();
    }

    @Override
    public void suspect(Backend backend, CloseReason lastFailure) {
        loop.execute(() -> {
            act(pool.suspect(backend, Suspicion.CONNECTS, loop.now()));
            if (pool.wantsProbeNow(backend)) {
                prober.probeNow(backend);
            }
        });
    }

    @Override
    public void rerouted(CloseReason cause) {
        counters.rerouted(cause);
    }

    @Override
    public void await(Waiter waiter) {
        loop.execute(() -> waiting.enter(waiter, pool.snapshot()));
    }
}
