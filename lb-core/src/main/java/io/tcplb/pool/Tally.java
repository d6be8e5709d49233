package io.tcplb.pool;

import java.util.LinkedHashMap;
import java.util.Map;

/** How often traffic moved. Confined to the control loop. */
final class Tally {
    private final Map<String, Long> failovers = new LinkedHashMap<>();
    private long failbacks;

    void failover(Trigger cause) {
        failovers.merge(cause.key(), 1L, Long::sum);
    }

    void failback() {
        failbacks++;
    }

    Map<String, Long> failovers() {
        return Map.copyOf(failovers);
    }

    long failbacks() {
        return failbacks;
    }
}
