package io.tcplb.spec;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * A set of backends and the policies that govern it.
 *
 * @param backends at least one, ids unique
 * @param slowStart time over which a recovered backend ramps up to its weight; zero = at once
 * @param proxyProtocol the header that every backend connection begins with, those of probes as well
 */
public record PoolSpec(
        String name,
        Algorithm algorithm,
        List<BackendSpec> backends,
        HealthSpec health,
        PassiveSpec passive,
        ConnectSpec connect,
        ClosingSpec onDown,
        ClosingSpec onRemove,
        Duration slowStart,
        QueueSpec queue,
        FailoverSpec failover,
        ReplaySpec replay,
        ProxyProtocol proxyProtocol) {
    public PoolSpec {
        backends = List.copyOf(backends);
        Require.that(!name.isEmpty(), "name", name, "a name");
        Require.that(!backends.isEmpty(), "backends", backends, "at least one backend");
        Require.that(!slowStart.isNegative(), "slow-start", slowStart, ">= 0");
        Set<String> ids = new HashSet<>();
        for (BackendSpec backend : backends) {
            Require.that(ids.add(backend.id()), "backends", backend.id(), "every id once in a pool");
        }
    }
}
