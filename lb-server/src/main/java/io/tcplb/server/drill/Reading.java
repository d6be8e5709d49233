package io.tcplb.server.drill;

import io.tcplb.observe.CloseReason;
import io.tcplb.server.json.JsonFields;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What the status says about one pool at one moment.
 *
 * @param nanos when; only differences mean anything
 * @param uptimeSeconds of the balancer; less than before when it was started anew
 * @param eligible backends that may be given new sessions
 * @param ended sessions of the listeners that lead to the pool, by reason, since they were opened
 * @param servers by id, in configuration order
 */
public record Reading(
        long nanos,
        long uptimeSeconds,
        boolean isolated,
        String state,
        int eligible,
        int held,
        int queued,
        Map<CloseReason, Long> ended,
        Map<String, Server> servers) {
    /**
     * One backend.
     *
     * @param admin {@code ready}, {@code drain} or {@code maint}
     * @param active sessions that it has
     */
    public record Server(
            String admin, boolean eligible, boolean serving, int weight, String reason, int active, Connects connects) {
        /** Returns whether it would be given sessions if it had to. */
        boolean canServe() {
            return eligible && weight > 0;
        }
    }

    /** Returns {@code null} when the status knows no such pool. */
    public static @Nullable Reading of(JsonFields status, String pool, long nanos) {
        for (JsonFields one : status.objects("pools")) {
            if (one.text("name").equals(pool)) {
                return new Reading(
                        nanos,
                        whole(status, "uptimeSeconds"),
                        status.flag("isolated"),
                        one.text("state"),
                        (int) whole(one, "eligible"),
                        (int) whole(one, "held"),
                        (int) whole(one, "queued"),
                        ended(status, pool),
                        servers(one));
            }
        }
        return null;
    }

    private static Map<CloseReason, Long> ended(JsonFields status, String pool) {
        Map<CloseReason, Long> ended = new EnumMap<>(CloseReason.class);
        for (JsonFields listener : status.objects("listeners")) {
            if (listener.text("pool").equals(pool) || listener.texts("routes").contains(pool)) {
                JsonFields counts = listener.object("ended");
                Set<String> known = counts.names();
                for (CloseReason reason : CloseReason.values()) {
                    if (known.contains(reason.key())) {
                        ended.merge(reason, whole(counts, reason.key()), Long::sum);
                    }
                }
            }
        }
        return ended;
    }

    private static Map<String, Server> servers(JsonFields pool) {
        Map<String, Server> servers = new LinkedHashMap<>();
        for (JsonFields backend : pool.objects("backends")) {
            List<Connects.Bucket> buckets = new ArrayList<>();
            for (JsonFields bucket : backend.objects("connectBuckets")) {
                buckets.add(new Connects.Bucket(whole(bucket, "upToMicros"), whole(bucket, "count")));
            }
            servers.put(
                    backend.text("id"),
                    new Server(
                            backend.text("admin"),
                            backend.flag("eligible"),
                            backend.flag("serving"),
                            (int) whole(backend, "weight"),
                            backend.text("reason"),
                            (int) whole(backend, "active"),
                            new Connects(whole(backend, "connects"), whole(backend, "connectFailures"), buckets)));
        }
        return servers;
    }

    private static long whole(JsonFields json, String name) {
        return (long) json.number(name, 0);
    }
}
