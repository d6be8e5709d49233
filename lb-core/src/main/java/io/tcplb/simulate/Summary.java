package io.tcplb.simulate;

import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a simulation came to for one pool. Every client is in exactly one of {@code served}, {@code refused}, {@code lost}
 * and {@code live}.
 *
 * @param accepted clients that came
 * @param served sessions that had what they came for
 * @param refused clients that never had an answer, by how that ended: a close reason, or {@code client_gave_up}
 * @param lost sessions that were cut off after their first answer, by how that ended
 * @param live clients that are still there at the end
 * @param withoutService time in which no backend that lb would try answered
 * @param delayed clients that had their answer, but later than their backend takes for it
 * @param longestDelay of those
 * @param retried how often a client was given to another backend, connect retries and replays, by cause
 * @param failovers by cause
 * @param loads highest number of sessions of each backend, in configuration order
 */
public record Summary(
        String pool,
        long accepted,
        long served,
        Map<String, Long> refused,
        Map<String, Long> lost,
        long live,
        Duration withoutService,
        long delayed,
        Duration longestDelay,
        Map<String, Long> retried,
        Map<String, Long> failovers,
        long failbacks,
        List<Load> loads) {
    public Summary {
        // Sorted, so that equal outcomes are printed equally.
        refused = Collections.unmodifiableMap(new TreeMap<>(refused));
        lost = Collections.unmodifiableMap(new TreeMap<>(lost));
        retried = Collections.unmodifiableMap(new TreeMap<>(retried));
        failovers = Collections.unmodifiableMap(new TreeMap<>(failovers));
        loads = List.copyOf(loads);
    }

    /**
     * How hard one backend had it.
     *
     * @param highest sessions at once
     * @param capacity its max-connections; 0 = unlimited
     * @param changes how often it began or ceased to serve after it first did
     * @param oscillations how often it did so more than twice within the pool's failback stable-for
     */
    public record Load(String backend, int highest, int capacity, int changes, int oscillations) {}
}
