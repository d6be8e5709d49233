package io.tcplb.server.metrics;

import io.prometheus.client.Collector;
import io.tcplb.observe.BackendStatus;
import io.tcplb.observe.CloseReason;
import io.tcplb.observe.LbStatus;
import io.tcplb.observe.ListenerStatus;
import io.tcplb.observe.PoolStatus;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.Supplier;

/**
 * Renders a reading as the contract's metric families. Nothing is counted here: the core's counters live as long as
 * the listener, pool or backend they belong to, so they never go back across a reload.
 */
final class LbCollector extends Collector {
    /** Label values that are there from the start, at zero, so that a rate over the first one is not lost. */
    static final List<String> REJECTIONS = List.of("denied", "rate_limited", "listener_full");

    static final List<String> CONNECT_FAILURES = List.of("refused", "timeout", "unreachable", "error");
    static final List<String> FAILOVERS = List.of("health", "ejection", "admin", "zone", "address", "reload");
    static final List<String> CHECKS = List.of("pass", "fail");

    private final Supplier<ServerReading> source;

    LbCollector(Supplier<ServerReading> source) {
        this.source = source;
    }

    @Override
    public List<MetricFamilySamples> collect() {
        ServerReading reading = source.get();
        Families out = new Families();
        out.add(Metric.CONFIG_RELOADS, reading.reloads(), "success");
        out.add(Metric.CONFIG_RELOADS, reading.failedReloads(), "failure");
        out.add(Metric.ACCESS_LOG_DROPPED, reading.droppedLines());
        LbStatus status = reading.status();
        if (status != null) {
            out.add(Metric.BUILD_INFO, 1, reading.version(), status.transport());
            out.add(Metric.CONFIG_VERSION, status.configVersion());
            out.add(Metric.ISOLATED, status.isolated());
            for (int loop = 0; loop < status.loopLagNanos().size(); loop++) {
                out.add(Metric.EVENT_LOOP_LAG, status.loopLagNanos().get(loop) / 1e9, Integer.toString(loop));
            }
            status.listeners().forEach(listener -> addListener(out, listener));
            status.pools().forEach(pool -> addPool(out, pool));
        }
        return out.toList();
    }

    private static void addListener(Families out, ListenerStatus listener) {
        String name = listener.name();
        out.add(Metric.LISTENER_SESSIONS_ACTIVE, listener.active(), name);
        out.add(Metric.LISTENER_SESSIONS, listener.total(), name);
        addEach(out, Metric.LISTENER_REJECTED, REJECTIONS, listener.rejected(), name);
        for (CloseReason reason : CloseReason.values()) {
            out.add(Metric.SESSION_END, listener.ended().getOrDefault(reason, 0L), name, reason.key());
        }
        out.add(Metric.SESSION_SECONDS, listener.sessionSeconds(), name);
    }

    private static void addPool(Families out, PoolStatus pool) {
        String name = pool.name();
        out.add(Metric.POOL_ACTIVE_TIER, pool.activeTier(), name);
        out.add(Metric.POOL_ELIGIBLE, pool.eligible(), name);
        out.add(Metric.HELD_SESSIONS, pool.held(), name);
        out.add(Metric.QUEUED_SESSIONS, pool.queued(), name);
        out.add(Metric.FAILBACKS, pool.failbacks(), name);
        addEach(out, Metric.FAILOVERS, FAILOVERS, pool.failovers(), name);
        addEach(out, Metric.REROUTES, List.of(), pool.reroutes(), name);
        pool.backends().forEach(backend -> addBackend(out, name, backend));
    }

    private static void addBackend(Families out, String pool, BackendStatus backend) {
        String id = backend.id();
        out.add(Metric.BACKEND_SESSIONS_ACTIVE, backend.active(), pool, id);
        out.add(Metric.BACKEND_SESSIONS, backend.total(), pool, id);
        addEach(out, Metric.BACKEND_CONNECT_FAILURES, CONNECT_FAILURES, backend.connectFailures(), pool, id);
        out.add(Metric.BACKEND_CONNECT_SECONDS, backend.connectSeconds(), pool, id);
        out.add(Metric.BACKEND_BYTES, backend.bytesToBackend(), pool, id, "to_backend");
        out.add(Metric.BACKEND_BYTES, backend.bytesToClient(), pool, id, "to_client");
        out.add(Metric.BACKEND_UP, backend.health().equals("up"), pool, id);
        out.add(Metric.BACKEND_SERVING, backend.serving(), pool, id);
        out.add(Metric.BACKEND_WEIGHT, backend.weight(), pool, id);
        addEach(out, Metric.HEALTH_CHECKS, CHECKS, backend.checks(), pool, id);
    }

    /** Adds one sample for each known or counted value of the last label. */
    private static void addEach(
            Families out, Metric metric, List<String> known, Map<String, Long> counts, String... labelValues) {
        TreeSet<String> all = new TreeSet<>(known);
        all.addAll(counts.keySet());
        for (String value : all) {
            String[] values = java.util.Arrays.copyOf(labelValues, labelValues.length + 1);
            values[labelValues.length] = value;
            out.add(metric, counts.getOrDefault(value, 0L), values);
        }
    }
}
