package io.tcplb.proxy;

import io.tcplb.backend.Backend;
import io.tcplb.balance.Trickle;
import io.tcplb.health.Suspicion;
import io.tcplb.observe.CloseReason;
import io.tcplb.pool.PoolSnapshot;
import io.tcplb.session.Wait;
import io.tcplb.session.Waiter;
import io.tcplb.spec.ConnectSpec;
import io.tcplb.spec.FailoverSpec;
import io.tcplb.spec.PassiveSpec;
import io.tcplb.spec.PoolSpec;
import io.tcplb.spec.ProxyProtocol;
import io.tcplb.spec.ReplaySpec;
import io.tcplb.testkit.Specs;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** A pool whose decisions a test makes. */
final class FixedPool implements PoolHandle {
    final List<Backend> backends = new ArrayList<>();
    final Queue<Backend> suspects = new ConcurrentLinkedQueue<>();
    final Queue<CloseReason> reroutes = new ConcurrentLinkedQueue<>();
    final Queue<Waiter> waiters = new ConcurrentLinkedQueue<>();
    private PoolSpec spec;
    private volatile PoolSnapshot snapshot;

    FixedPool(int... ports) {
        this(new ConnectSpec(Duration.ofSeconds(1), 3, Duration.ofSeconds(5), ""), ports);
    }

    FixedPool(ConnectSpec connect, int... ports) {
        for (int port : ports) {
            Backend backend = new Backend("pool", "b" + backends.size(), 0);
            backend.address(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            backends.add(backend);
        }
        spec = withConnect(Specs.of(Specs.backend("any")).pool(), connect);
        snapshot = snapshot(PoolSnapshot.State.OK);
    }

    /** With {@code replay}, a first-byte time-out and {@code all-down}. */
    FixedPool(ReplaySpec.Mode replay, Duration firstByteTimeout, FailoverSpec.AllDown allDown, int... ports) {
        this(ports);
        Specs specs = Specs.of(Specs.backend("any"));
        specs.allDown = allDown;
        PoolSpec base = withConnect(specs.pool(), spec.connect());
        PassiveSpec passive = base.passive();
        spec = new PoolSpec(
                base.name(),
                base.algorithm(),
                base.backends(),
                base.health(),
                new PassiveSpec(
                        passive.failures(),
                        firstByteTimeout,
                        PassiveSpec.Action.EJECT,
                        passive.ejectFor(),
                        passive.maxEjectFor(),
                        passive.maxEjected()),
                base.connect(),
                base.onDown(),
                base.onRemove(),
                base.slowStart(),
                base.queue(),
                base.failover(),
                new ReplaySpec(replay, 16 << 10),
                base.proxyProtocol());
        publish(PoolSnapshot.State.OK);
    }

    /** With what each backend connection begins with. */
    FixedPool telling(ProxyProtocol version) {
        spec = with(spec, spec.connect(), version);
        publish(PoolSnapshot.State.OK);
        return this;
    }

    private static PoolSpec withConnect(PoolSpec pool, ConnectSpec connect) {
        return with(pool, connect, pool.proxyProtocol());
    }

    private static PoolSpec with(PoolSpec pool, ConnectSpec connect, ProxyProtocol proxyProtocol) {
        return new PoolSpec(
                pool.name(),
                pool.algorithm(),
                pool.backends(),
                pool.health(),
                pool.passive(),
                connect,
                pool.onDown(),
                pool.onRemove(),
                pool.slowStart(),
                pool.queue(),
                pool.failover(),
                pool.replay(),
                proxyProtocol);
    }

    /** Publishes another snapshot: everybody serves with {@code OK}, nobody else. */
    void publish(PoolSnapshot.State state) {
        snapshot = snapshot(state);
    }

    private PoolSnapshot snapshot(PoolSnapshot.State state) {
        boolean serves = state == PoolSnapshot.State.OK;
        return new PoolSnapshot(
                1,
                spec,
                state,
                serves ? 0 : -1,
                new Proxy.InOrder(serves ? List.copyOf(backends) : List.of()),
                new Proxy.InOrder(List.of()),
                Trickle.NONE,
                List.of());
    }

    @Override
    public PoolSnapshot snapshot() {
        return snapshot;
    }

    @Override
    public void suspect(Backend backend, Suspicion suspicion) {
        suspects.add(backend);
    }

    @Override
    public void rerouted(CloseReason cause) {
        reroutes.add(cause);
    }

    @Override
    public void connected() {}

    @Override
    public void standbyFailed(Backend standby, CloseReason cause) {}

    @Override
    public boolean queueing() {
        return false;
    }

    @Override
    public void slotFreed() {}

    @Override
    public void await(Waiter waiter, Wait why) {
        waiters.add(waiter);
    }
}
