package io.tcplb.spec;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The whole desired state of one balancer: the unit of validation and of reload.
 *
 * @param zone where this balancer runs; empty = nowhere in particular
 * @param drainTimeout how long sessions may finish at shutdown
 * @param maxSessions concurrent sessions of all listeners; 0 = what the descriptor limit allows
 */
public record LbSpec(
        String zone,
        List<ListenerSpec> listeners,
        List<PoolSpec> pools,
        IsolationGuardSpec isolationGuard,
        RuntimeSpec runtime,
        int maxSessions,
        Duration drainTimeout) {
    public LbSpec {
        listeners = List.copyOf(listeners);
        pools = List.copyOf(pools);
        Require.that(maxSessions >= 0, "limits.max-sessions", maxSessions, ">= 0");
        Require.that(!drainTimeout.isNegative(), "shutdown.drain-timeout", drainTimeout, ">= 0");
        Set<String> poolNames = new HashSet<>();
        for (PoolSpec pool : pools) {
            Require.that(poolNames.add(pool.name()), "pools", pool.name(), "every name once");
        }
        Set<String> listenerNames = new HashSet<>();
        Set<String> bound = new HashSet<>(); // as text: the first hash of a record costs 10 ms of every start
        for (ListenerSpec listener : listeners) {
            String path = "listeners." + listener.name();
            Require.that(listenerNames.add(listener.name()), path, listener.name(), "every name once");
            Require.that(poolNames.contains(listener.pool()), path + ".pool", listener.pool(), "one of " + poolNames);
            for (int i = 0; i < listener.routes().size(); i++) {
                String routed = listener.routes().get(i).pool();
                Require.that(
                        poolNames.contains(routed), path + ".routes[" + i + "].pool", routed, "one of " + poolNames);
            }
            for (BindAddress address : listener.bind()) {
                boolean chosenByKernel = address instanceof BindAddress.Inet inet && inet.port() == 0;
                Require.that(
                        chosenByKernel || bound.add(address.toString()), path + ".bind", address, "every address once");
            }
        }
    }
}
