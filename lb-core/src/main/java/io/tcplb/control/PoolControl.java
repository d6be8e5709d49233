package io.tcplb.control;

import io.netty.util.concurrent.ScheduledFuture;
import io.tcplb.backend.Backend;
import io.tcplb.health.ProbeResult;
import io.tcplb.health.Suspicion;
import io.tcplb.observe.CloseReason;
import io.tcplb.observe.Explanation;
import io.tcplb.observe.Transition;
import io.tcplb.pool.MemberView;
import io.tcplb.pool.Pool;
import io.tcplb.pool.PoolSnapshot;
import io.tcplb.pool.Replacement;
import io.tcplb.probe.ProbePlan;
import io.tcplb.probe.Prober;
import io.tcplb.proxy.PoolHandle;
import io.tcplb.session.Wait;
import io.tcplb.session.Waiter;
import io.tcplb.spec.AdminState;
import io.tcplb.spec.HealthSpec;
import io.tcplb.spec.HostPort;
import io.tcplb.spec.PoolSpec;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
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
    private final Guard guard;
    private final Waiting waiting;
    private final Closings closings;
    private final Deciding deciding;
    private final PoolCounters counters = new PoolCounters();
    private final Map<Backend, HostPort> names = new HashMap<>();
    private PoolSnapshot acted;
    private long tickAtNanos = Pool.NEVER;
    private @Nullable ScheduledFuture<?> tick;
    private boolean joining;

    PoolControl(ControlLoop loop, Addresses addresses, Guard guard, PoolSpec spec, String zone) {
        this.loop = loop;
        this.guard = guard;
        this.closings = new Closings(loop);
        this.addresses = addresses;
        this.pool = new Pool(spec, zone, loop.random().nextLong(), loop.now());
        this.acted = pool.snapshot();
        this.deciding = new Deciding(loop, () -> act(pool.decide(loop.now())));
        this.waiting = new Waiting(loop, pool::snapshot);
        this.prober = Prober.create(loop.eventLoop(), loop.channels(), loop.slots(), loop.random(), plan(spec), this);
    }

    Pool pool() {
        return pool;
    }

    PoolCounters counters() {
        return counters;
    }

    Waiting waiting() {
        return waiting;
    }

    /** Begins to resolve and to probe. */
    void start() {
        beginAll(pool.snapshot().members());
        act(pool.decide(loop.now()));
    }

    /** Literal addresses are known within this call: one decision for all of them follows it. */
    private void beginAll(List<MemberView> members) {
        joining = true;
        members.forEach(this::begin);
        joining = false;
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
        guard.forget(backend);
    }

    /** Puts {@code next} in force (failover rule 8). */
    void replace(PoolSpec next, String zone) {
        Replacement replacement = pool.replaceSpec(next, zone, loop.now());
        replacement.removed().forEach(this::end);
        prober.update(plan(next));
        Set<Backend> added = Set.copyOf(replacement.added());
        beginAll(pool.snapshot().members().stream()
                .filter(member -> added.contains(member.backend()))
                .toList());
        replacement.transitions().forEach(loop.observer()::transition);
        act(pool.decide(loop.now()));
        replacement.removed().forEach(backend -> closings.removed(backend, next.onRemove()));
    }

    /** The pool itself is removed: its sessions end as those of a removed backend. */
    void remove() {
        for (MemberView member : pool.snapshot().members()) {
            end(member.backend());
            closings.removed(member.backend(), pool.snapshot().spec().onRemove());
        }
        stop();
    }

    /** Ends probing and whatever is scheduled. */
    void stop() {
        prober.stopAll();
        waiting.stop();
        if (tick != null) {
            tick.cancel(false);
        }
        deciding.stop();
    }

    private static ProbePlan plan(PoolSpec spec) {
        String source = spec.connect().source();
        return new ProbePlan(
                spec.health(), source.isEmpty() ? null : new InetSocketAddress(source, 0), spec.proxyProtocol());
    }

    // ---- what is learnt

    void resolved(Backend backend, InetSocketAddress address) {
        if (pool.learn(backend, address) && !joining) {
            deciding.soon();
        }
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
        HostPort name = names.get(backend);
        if (name == null) {
            return;
        }
        guard.probed(backend, name.host(), pool.isUp(backend), result.lost(), window());
        if (pool.learn(backend, result, loop.now())) {
            deciding.soon();
        }
    }

    /** Within one interval every backend is probed once; its loss is known one time-out later. */
    private long window() {
        HealthSpec health = pool.snapshot().spec().health();
        return health.interval().plus(health.timeout()).toNanos();
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
            acted = now;
            closings.changed(now);
            waiting.changed();
        }
        scheduleTick();
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
    public void suspect(Backend backend, Suspicion suspicion) {
        loop.execute(() -> {
            act(pool.suspect(backend, suspicion, loop.now()));
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
    public void connected() {
        guard.connected();
    }

    @Override
    public void standbyFailed(Backend standby, CloseReason cause) {
        loop.execute(() -> counters.standbyFailed(loop, standby, cause));
    }

    @Override
    public boolean queueing() {
        return waiting.queued() > 0;
    }

    @Override
    public void slotFreed() {
        if (waiting.queued() > 0) {
            loop.execute(waiting::slotFreed);
        }
    }

    @Override
    public void await(Waiter waiter, Wait why) {
        loop.execute(() -> waiting.enter(waiter, why));
    }

    // ---- for operators

    void admin(String id, AdminState state, String origin, long forNanos) {
        act(pool.setAdmin(id, state, origin, until(forNanos), loop.now()));
    }

    void weight(String id, int weight, String origin) {
        act(pool.setWeight(id, weight, origin, loop.now()));
    }

    void failback(String origin) {
        act(pool.failback(origin, loop.now()));
    }

    void evacuate(String zone, String origin, long forNanos) {
        act(pool.evacuate(zone, origin, until(forNanos), loop.now()));
    }

    void returnZone(String zone, String origin) {
        act(pool.returnZone(zone, origin, loop.now()));
    }

    void freeze(boolean frozen) {
        act(pool.freeze(frozen, loop.now()));
    }

    Explanation explain(@Nullable InetAddress client) {
        return Explainer.explain(pool.snapshot(), pool.members(loop.now()), client);
    }

    /** @param forNanos 0 = for good */
    private long until(long forNanos) {
        return forNanos == 0 ? Pool.NEVER : loop.now() + forNanos;
    }
}
