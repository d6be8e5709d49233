package io.tcplb.observe;

import java.util.List;

/**
 * What an operator may see of the whole balancer, read at one moment.
 *
 * @param configVersion 1 for the configuration at start, one more for every reload that was applied
 * @param loopLagNanos per event loop, how late its last one-second heartbeat came
 */
public record LbStatus(
        long uptimeSeconds,
        long configVersion,
        boolean isolated,
        String transport,
        List<ListenerStatus> listeners,
        List<PoolStatus> pools,
        List<Long> loopLagNanos) {
    public LbStatus {
        listeners = List.copyOf(listeners);
        pools = List.copyOf(pools);
        loopLagNanos = List.copyOf(loopLagNanos);
    }
}
