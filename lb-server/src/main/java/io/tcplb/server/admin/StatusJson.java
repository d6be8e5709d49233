package io.tcplb.server.admin;

import io.tcplb.observe.BackendStatus;
import io.tcplb.observe.CloseReason;
import io.tcplb.observe.Histogram;
import io.tcplb.observe.LbStatus;
import io.tcplb.observe.ListenerStatus;
import io.tcplb.observe.OverrideStatus;
import io.tcplb.observe.PoolStatus;
import io.tcplb.server.json.JsonObject;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The status as JSON. */
final class StatusJson {
    private StatusJson() {}

    static String of(String version, LbStatus status, Rates rates) {
        return JsonObject.of(json -> json.add("version", version)
                .add("uptimeSeconds", status.uptimeSeconds())
                .add("configVersion", status.configVersion())
                .add("isolated", status.isolated())
                .add("transport", status.transport())
                .add("listeners", status.listeners(), (one, listener) -> listener(one, listener, rates))
                .add("pools", status.pools(), (one, pool) -> pool(one, pool, rates)));
    }

    private static void listener(JsonObject json, ListenerStatus listener, Rates rates) {
        json.add("name", listener.name())
                .add("bind", listener.bind())
                .add("pool", listener.pool())
                .add("routes", listener.routes())
                .add("active", listener.active())
                .add("total", listener.total())
                .addTenths("rate", rates.tenths(Rates.key(listener)))
                .add("ended", ended(listener));
    }

    /** Reasons that have occurred, in the order of the contract. */
    private static Map<String, Long> ended(ListenerStatus listener) {
        Map<String, Long> ended = new LinkedHashMap<>();
        for (CloseReason reason : CloseReason.values()) {
            long count = listener.ended().getOrDefault(reason, 0L);
            if (count > 0) {
                ended.put(reason.key(), count);
            }
        }
        return ended;
    }

    private static void pool(JsonObject json, PoolStatus pool, Rates rates) {
        json.add("name", pool.name())
                .add("algorithm", pool.algorithm())
                .add("activeTier", pool.activeTier())
                .add("state", pool.state())
                .add("eligible", pool.eligible())
                .add("held", pool.held())
                .add("queued", pool.queued())
                .add("overrides", pool.overrides(), StatusJson::override)
                .add(
                        "backends",
                        pool.backends(),
                        (one, backend) -> backend(one, backend, rates.tenths(Rates.key(pool, backend))));
    }

    private static void override(JsonObject json, OverrideStatus override) {
        json.add("backend", override.backend())
                .add("what", override.what())
                .add("origin", override.origin())
                .add("remainingSeconds", override.remainingSeconds());
    }

    private static void backend(JsonObject json, BackendStatus backend, long rateTenths) {
        json.add("id", backend.id())
                .add("address", backend.address())
                .add("resolved", backend.resolved())
                .add("tier", backend.tier())
                .add("zone", backend.zone())
                .add("weight", backend.weight())
                .add("effectiveWeight", backend.effectiveWeight())
                .add("maxConnections", backend.maxConnections())
                .add("health", backend.health())
                .add("admin", backend.admin().name().toLowerCase(Locale.ROOT))
                .add("ejected", backend.ejected())
                .add("eligible", backend.eligible())
                .add("serving", backend.serving())
                .add("reason", backend.reason())
                .add("active", backend.active())
                .add("total", backend.total())
                .addTenths("rate", rateTenths)
                .add("bytesToBackend", backend.bytesToBackend())
                .add("bytesToClient", backend.bytesToClient())
                .add("connects", backend.connectSeconds().count())
                .add(
                        "connectFailures",
                        backend.connectFailures().values().stream()
                                .mapToLong(Long::longValue)
                                .sum())
                .add("connectBuckets", buckets(backend.connectSeconds()), StatusJson::bucket);
    }

    private record Bucket(long boundNanos, long count) {}

    private static List<Bucket> buckets(Histogram.Reading reading) {
        List<Bucket> buckets = new ArrayList<>();
        for (int i = 0; i < reading.boundsNanos().length; i++) {
            buckets.add(new Bucket(reading.boundsNanos()[i], reading.cumulative()[i]));
        }
        return buckets;
    }

    private static void bucket(JsonObject json, Bucket bucket) {
        json.add("upToMicros", bucket.boundNanos() / 1000).add("count", bucket.count());
    }
}
