package io.tcplb.proxy;

import io.tcplb.admission.Admission;
import io.tcplb.net.Acceptor;
import io.tcplb.net.SocketOptions;
import io.tcplb.net.StreamSocket;
import io.tcplb.net.Transport;
import io.tcplb.spec.BindAddress;
import io.tcplb.spec.ListenerSpec;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * A listener at work: its bound addresses, and what its sessions need of it. A reload changes it in place, so that the
 * descriptors of addresses that stay are never closed. Changed by the control loop; read by the event loops.
 */
public final class ProxyListener {
    private static final long WARNING_PAUSE_NANOS = 10_000_000_000L;

    private final List<Worker> workers;
    private final Transport transport;
    private final SessionLimit limit;
    private final ListenerStats stats = new ListenerStats();
    private final AtomicInteger nextWorker = new AtomicInteger();
    private final Map<BindAddress, List<Acceptor>> bound = new LinkedHashMap<>();
    private final Admission admission;
    private final AtomicLong nextWarningNanos;
    private volatile Terms terms;

    /** @param routed the pools of the spec's routes, in their order */
    public ProxyListener(
            ListenerSpec spec,
            PoolHandle pool,
            List<PoolHandle> routed,
            List<Worker> workers,
            Transport transport,
            SessionLimit limit) {
        this.workers = List.copyOf(workers);
        this.transport = transport;
        this.limit = limit;
        this.terms = Terms.of(spec, pool, routed);
        long now = workers.get(0).now();
        this.admission = new Admission(spec.admission(), now);
        this.nextWarningNanos = new AtomicLong(now);
    }

    public ListenerSpec spec() {
        return terms.spec();
    }

    public ListenerStats stats() {
        return stats;
    }

    /** Returns the addresses in use, with the port that the kernel chose where 0 was asked for. */
    public List<String> addresses() {
        return bound.values().stream()
                .map(acceptors -> acceptors.get(0).address())
                .toList();
    }

    Terms terms() {
        return terms;
    }

    Admission admission() {
        return admission;
    }

    SessionLimit limit() {
        return limit;
    }

    Worker nextWorker() {
        return workers.get(Math.floorMod(nextWorker.getAndIncrement(), workers.size()));
    }

    Worker workerOf(StreamSocket client) {
        for (Worker worker : workers) {
            if (worker.net() == client.netLoop()) {
                return worker;
            }
        }
        throw new IllegalStateException("a client on a loop that is nobody's");
    }

    /**
     * What a spec that is not yet in force needs.
     *
     * @param fresh bound and listening, not yet accepting
     * @param adopted addresses to be taken over from other listeners, with whom they belong to now
     */
    public record Prepared(
            ListenerSpec spec, Map<BindAddress, List<Acceptor>> fresh, Map<BindAddress, ProxyListener> adopted) {
        /** Gives up what was prepared. */
        public void close() {
            fresh.values().forEach(list -> list.forEach(Acceptor::close));
        }
    }

    /**
     * Binds and listens on those addresses of {@code next} that are not in use yet. Clients that come from now on wait
     * in the kernel's queue.
     *
     * @param others listeners that give up an address with the same reload, by address; they keep it until
     *     {@link #commit}
     * @throws BindException names the address; nothing stays bound
     */
    public Prepared prepare(ListenerSpec next, Map<BindAddress, ProxyListener> others) throws BindException {
        Prepared prepared = new Prepared(next, new LinkedHashMap<>(), new LinkedHashMap<>());
        for (BindAddress address : next.bind()) {
            ProxyListener other = others.get(address);
            if (bound.containsKey(address)) {
                continue;
            }
            if (other != null) {
                prepared.adopted.put(address, other);
                continue;
            }
            try {
                List<Acceptor> acceptors = transport.bind(address, SocketOptions.of(next), workers.size());
                prepared.fresh.put(address, acceptors);
                for (Acceptor acceptor : acceptors) {
                    acceptor.listen();
                }
            } catch (IOException e) {
                prepared.close();
                throw new BindException(next.name(), address, e);
            }
        }
        return prepared;
    }

    /**
     * Puts {@code prepared} in force: accepts on its addresses and stops accepting on those it no longer has. Adopted
     * addresses change hands without their descriptors being touched.
     */
    public void commit(Prepared prepared, PoolHandle pool, List<PoolHandle> routed) {
        ListenerSpec spec = prepared.spec();
        admission.update(spec.admission(), workers.get(0).now());
        terms = Terms.of(spec, pool, routed);
        prepared.adopted().forEach((address, other) -> bound.put(address, other.handOver(address)));
        bound.values().forEach(this::applyOptions);
        bound.putAll(prepared.fresh());
        for (BindAddress address : List.copyOf(bound.keySet())) {
            if (!spec.bind().contains(address)) {
                stop(bound.remove(address));
            } else if (prepared.fresh().containsKey(address)
                    || prepared.adopted().containsKey(address)) {
                start(bound.get(address));
            }
        }
    }

    private void applyOptions(List<Acceptor> acceptors) {
        for (Acceptor acceptor : acceptors) {
            try {
                acceptor.options(terms.options());
            } catch (IOException e) {
                warn("cannot change socket options of " + acceptor.address() + ": " + e.getMessage());
            }
        }
    }

    private List<Acceptor> handOver(BindAddress address) {
        List<Acceptor> acceptors = bound.remove(address);
        return acceptors == null ? List.of() : acceptors;
    }

    /** Returns the addresses in use as configured. */
    public Set<BindAddress> boundAddresses() {
        return Set.copyOf(bound.keySet());
    }

    /** Stops accepting everywhere. Sessions go on. */
    public void close() {
        bound.values().forEach(this::stop);
        bound.clear();
    }

    /** Warns, unless it has done so within the last ten seconds: whoever causes warnings shall not flood the log. */
    void warnNowAndThen(long nowNanos, String what) {
        long next = nextWarningNanos.get();
        if (nowNanos - next >= 0 && nextWarningNanos.compareAndSet(next, nowNanos + WARNING_PAUSE_NANOS)) {
            warn(what);
        }
    }

    private void warn(String what) {
        workers.get(0).observer().warning("listener=" + spec().name() + " " + what);
    }

    private void start(@Nullable List<Acceptor> acceptors) {
        if (acceptors == null) {
            return;
        }
        for (int i = 0; i < acceptors.size(); i++) {
            Acceptor acceptor = acceptors.get(i);
            Worker worker = workers.get(i);
            boolean deals = acceptors.size() < workers.size();
            worker.execute(() -> startOn(worker, acceptor, deals));
        }
    }

    private void startOn(Worker worker, Acceptor acceptor, boolean deals) {
        try {
            acceptor.start(worker.net(), new Clients(this, worker, deals));
        } catch (IOException e) {
            warn("cannot accept: " + e.getMessage());
        }
    }

    /** Waits for every loop: when this returns, nobody is accepted there any more. */
    private void stop(@Nullable List<Acceptor> acceptors) {
        if (acceptors == null) {
            return;
        }
        CountDownLatch closed = new CountDownLatch(acceptors.size());
        for (int i = 0; i < acceptors.size(); i++) {
            Acceptor acceptor = acceptors.get(i);
            workers.get(i).execute(() -> {
                acceptor.close();
                closed.countDown();
            });
        }
        try {
            closed.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
