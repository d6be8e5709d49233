package io.tcplb.observe;

import io.tcplb.spec.AdminState;
import java.util.Map;

/**
 * What an operator may see of one backend.
 *
 * @param resolved the literal address in use; empty while its name has never resolved
 * @param weight configured or overridden weight, 0..256
 * @param effectiveWeight what slow start makes of it now
 * @param health {@code checking}, {@code up} or {@code down}
 * @param reason in words why it is not serving; empty when it is
 * @param connectFailures by close-reason key without its {@code connect_} prefix
 * @param checks by {@code pass} and {@code fail}
 */
public record BackendStatus(
        String id,
        String address,
        String resolved,
        int tier,
        String zone,
        int weight,
        int effectiveWeight,
        int maxConnections,
        String health,
        AdminState admin,
        boolean ejected,
        boolean eligible,
        boolean serving,
        String reason,
        int active,
        long total,
        long bytesToBackend,
        long bytesToClient,
        Map<String, Long> connectFailures,
        Map<String, Long> checks,
        Histogram.Reading connectSeconds) {}
