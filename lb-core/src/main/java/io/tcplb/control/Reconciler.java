package io.tcplb.control;

import io.tcplb.backend.Backend;
import io.tcplb.net.Transport;
import io.tcplb.observe.LbStatus;
import io.tcplb.observe.ListenerStatus;
import io.tcplb.observe.PoolStatus;
import io.tcplb.observe.Transition;
import io.tcplb.proxy.BindException;
import io.tcplb.proxy.PoolHandle;
import io.tcplb.proxy.ProxyListener;
import io.tcplb.proxy.SessionLimit;
import io.tcplb.spec.BindAddress;
import io.tcplb.spec.LbSpec;
import io.tcplb.spec.ListenerSpec;
import io.tcplb.spec.PoolSpec;
import io.tcplb.spec.RouteSpec;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Makes what runs equal to what is wanted. All or nothing: everything that can fail, which is binding, comes first.
 * Confined to the control loop.
 */
final class Reconciler implements SpecDiff.Live {
    private final ControlLoop loop;
    private final Transport transport;
    private final Addresses addresses;
    private final SessionLimit limit;
    private final Guard guard;
    private final Map<String, ProxyListener> listeners = new LinkedHashMap<>();
    private final Map<String, PoolControl> pools = new LinkedHashMap<>();
    private @Nullable LbSpec current;
    private final AtomicLong version = new AtomicLong();

    Reconciler(ControlLoop loop, Transport transport, SessionLimit limit) {
        this.loop = loop;
        this.transport = transport;
        this.addresses = new Addresses(loop);
        this.limit = limit;
        this.guard = new Guard(loop, this::freeze);
    }

    private void freeze(boolean frozen) {
        pools.values().forEach(pool -> pool.freeze(frozen));
    }

    /** Returns the pool with this name; {@code null} when there is none. */
    @Nullable
    PoolControl pool(String name) {
        return pools.get(name);
    }

    Collection<PoolControl> pools() {
        return pools.values();
    }

    SessionLimit limit() {
        return limit;
    }

    @Override
    public int ofListener(String name) {
        ProxyListener listener = listeners.get(name);
        return listener == null ? 0 : listener.stats().active();
    }

    @Override
    public int ofBackend(String pool, String id) {
        PoolControl control = pools.get(pool);
        Backend backend = control == null ? null : control.pool().backend(id);
        return backend == null ? 0 : backend.active();
    }

    /** Returns what {@link #apply} would change. */
    Difference preview(LbSpec next) {
        LbSpec old = current;
        return old == null ? Difference.NONE : SpecDiff.between(old, next, this);
    }

    /** Returns what it changed. */
    Difference apply(LbSpec next) throws BindException {
        LbSpec old = current;
        Difference changes = preview(next);
        Map<String, PoolControl> wanted = new LinkedHashMap<>();
        for (PoolSpec pool : next.pools()) {
            PoolControl running = pools.get(pool.name());
            wanted.put(
                    pool.name(),
                    running != null ? running : new PoolControl(loop, addresses, guard, pool, next.zone()));
        }
        Map<ProxyListener, ProxyListener.Prepared> prepared = prepare(next, wanted);
        // Nothing fails from here on.
        limit.max(sessions(next));
        guard.update(next.isolationGuard());
        applyPools(next, wanted);
        prepared.forEach((listener, addressesOf) -> listener.commit(
                addressesOf, wantedPool(wanted, addressesOf.spec()), routedPools(wanted, addressesOf.spec())));
        removeListeners(next);
        removePools(wanted);
        prepared.keySet().forEach(listener -> listeners.put(listener.spec().name(), listener));
        current = next;
        version.incrementAndGet();
        if (old != null) {
            report(changes);
        }
        return changes;
    }

    private static PoolControl wantedPool(Map<String, PoolControl> wanted, ListenerSpec listener) {
        return Objects.requireNonNull(wanted.get(listener.pool()), "a spec checks its references");
    }

    private static List<PoolHandle> routedPools(Map<String, PoolControl> wanted, ListenerSpec listener) {
        List<PoolHandle> routed = new ArrayList<>();
        for (RouteSpec route : listener.routes()) {
            routed.add(Objects.requireNonNull(wanted.get(route.pool()), "a spec checks its references"));
        }
        return routed;
    }

    private static int sessions(LbSpec spec) {
        int backends =
                spec.pools().stream().mapToInt(pool -> pool.backends().size()).sum();
        int possible = DescriptorLimit.sessions(backends);
        return spec.maxSessions() == 0 ? possible : Math.min(spec.maxSessions(), possible);
    }

    private Map<ProxyListener, ProxyListener.Prepared> prepare(LbSpec next, Map<String, PoolControl> wanted)
            throws BindException {
        Map<BindAddress, ProxyListener> given = givenUp(next);
        Map<ProxyListener, ProxyListener.Prepared> prepared = new LinkedHashMap<>();
        try {
            for (ListenerSpec spec : next.listeners()) {
                ProxyListener running = listeners.get(spec.name());
                ProxyListener listener = running != null
                        ? running
                        : new ProxyListener(
                                spec,
                                wantedPool(wanted, spec),
                                routedPools(wanted, spec),
                                loop.workers(),
                                transport,
                                limit);
                prepared.put(listener, listener.prepare(spec, given));
            }
            return prepared;
        } catch (BindException e) {
            prepared.values().forEach(ProxyListener.Prepared::close);
            throw e;
        }
    }

    /** Addresses that their listener no longer wants, so that another one can take them over open. */
    private Map<BindAddress, ProxyListener> givenUp(LbSpec next) {
        Map<String, List<BindAddress>> kept = new HashMap<>();
        next.listeners().forEach(spec -> kept.put(spec.name(), spec.bind()));
        Map<BindAddress, ProxyListener> given = new HashMap<>();
        listeners.forEach((name, listener) -> {
            for (BindAddress address : listener.boundAddresses()) {
                if (!kept.getOrDefault(name, List.of()).contains(address)) {
                    given.put(address, listener);
                }
            }
        });
        return given;
    }

    private void applyPools(LbSpec next, Map<String, PoolControl> wanted) {
        for (PoolSpec spec : next.pools()) {
            PoolControl pool = Objects.requireNonNull(wanted.get(spec.name()));
            if (pools.containsKey(spec.name())) {
                pool.replace(spec, next.zone());
            } else {
                pools.put(spec.name(), pool);
                pool.start();
            }
        }
    }

    private void removeListeners(LbSpec next) {
        Set<String> names = next.listeners().stream().map(ListenerSpec::name).collect(Collectors.toSet());
        for (String name : List.copyOf(listeners.keySet())) {
            ProxyListener listener = listeners.get(name);
            if (listener != null && !names.contains(name)) {
                listener.close();
                listeners.remove(name);
            }
        }
    }

    private void removePools(Map<String, PoolControl> wanted) {
        for (String name : List.copyOf(pools.keySet())) {
            PoolControl pool = pools.get(name);
            if (pool != null && !wanted.containsKey(name)) {
                pool.remove();
                pools.remove(name);
            }
        }
    }

    private void report(Difference changes) {
        loop.observer()
                .transition(new Transition(
                        Transition.Kind.RELOAD,
                        "",
                        "",
                        "version " + (version() - 1),
                        "version " + version(),
                        Difference.summary(changes.lines()), // kept for long: the caller alone gets every line
                        changes.sessions()));
    }

    /** Returns how many specs have been applied. Safe from any thread. */
    long version() {
        return version.get();
    }

    void closeListeners() {
        listeners.values().forEach(ProxyListener::close);
    }

    /** Ends probing and resolving. */
    void stop() {
        pools.values().forEach(PoolControl::stop);
        addresses.close();
    }

    /** Tells {@code totals} how many sessions everyone has had. */
    void totals(LoadBalancer.Totals totals) {
        listeners.forEach(
                (name, listener) -> totals.ofListener(name, listener.stats().total()));
        pools.forEach((name, pool) -> pool.pool()
                .snapshot()
                .members()
                .forEach(member -> totals.ofBackend(
                        name, member.spec().id(), member.backend().total())));
    }

    /** Reads what only the control loop may; the rest of the work, in the result, may be done on any thread. */
    Supplier<LbStatus> status(long uptimeSeconds, List<Long> lagNanos) {
        long inForce = version();
        boolean isolated = guard.isolated();
        List<ListenerStatus> listenerStatus =
                listeners.values().stream().map(StatusReader::listener).toList();
        List<Supplier<PoolStatus>> poolStatus = pools.values().stream()
                .map(pool -> StatusReader.pool(pool, loop.now()))
                .toList();
        return () -> new LbStatus(
                uptimeSeconds,
                inForce,
                isolated,
                transport.name(),
                listenerStatus,
                poolStatus.stream().map(Supplier::get).toList(),
                lagNanos);
    }
}
