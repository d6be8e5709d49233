package io.tcplb.control;

import io.tcplb.backend.Backend;
import io.tcplb.probe.Resolver;
import io.tcplb.spec.HostPort;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Which backends wait for the answers to which names. Confined to the control loop. */
final class Addresses implements Resolver.Listener {
    private record Subscriber(Backend backend, PoolControl pool) {}

    private final Resolver resolver;
    private final Map<HostPort, List<Subscriber>> subscribers = new HashMap<>();

    Addresses(ControlLoop loop) {
        this.resolver = new Resolver(loop.eventLoop(), Resolver.EVERY, this);
    }

    /** Keeps {@code backend} told about {@code name}; a literal is told within this call. */
    void subscribe(Backend backend, HostPort name, PoolControl pool) {
        subscribers.computeIfAbsent(name, n -> new ArrayList<>()).add(new Subscriber(backend, pool));
        resolver.watch(name);
    }

    void unsubscribe(Backend backend, HostPort name) {
        List<Subscriber> list = subscribers.getOrDefault(name, new ArrayList<>());
        list.removeIf(subscriber -> subscriber.backend() == backend);
        if (list.isEmpty()) {
            subscribers.remove(name);
            resolver.unwatch(name);
        }
    }

    void close() {
        resolver.close();
    }

    @Override
    public void resolved(HostPort name, List<InetAddress> addresses) {
        for (Subscriber subscriber : List.copyOf(subscribers.getOrDefault(name, List.of()))) {
            InetSocketAddress current = subscriber.backend().address();
            InetAddress chosen = Resolver.choose(addresses, current == null ? null : current.getAddress());
            subscriber.pool().resolved(subscriber.backend(), new InetSocketAddress(chosen, name.port()));
        }
    }

    @Override
    public void unresolved(HostPort name, String reason) {
        for (Subscriber subscriber : List.copyOf(subscribers.getOrDefault(name, List.of()))) {
            subscriber.pool().unresolved(subscriber.backend(), reason);
        }
    }
}
