package io.tcplb.bench.e2e;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The rows that hold CPU time.
 *
 * @param event what it is divided by, in words
 * @param unitMicros how many microseconds {@code unit} has
 */
record Cost(String event, String unit, int unitMicros, int decimals) {
    static Cost perConnection() {
        return new Cost("connection", "µs", 1, 1);
    }

    /** @param when under which circumstances, in words */
    static Cost perConnection(String when) {
        return new Cost("connection " + when, "µs", 1, 1);
    }

    /** @param where what kind of request, in words */
    static Cost perRequest(String where) {
        return new Cost("request " + where, "µs", 1, 2);
    }

    /** @param where what kind of stream, in words */
    static Cost perGigabyte(String where) {
        return new Cost("GB, " + where, "ms", 1000, 0);
    }

    /** Returns what {@code meter} has counted for so many events. */
    Map<Metric, Double> rows(CpuMeter meter, double events) {
        Map<Metric, Double> rows = new LinkedHashMap<>();
        rows.put(row("machine"), meter.machineMicrosPer(events) / unitMicros);
        rows.putAll(ofProxy(meter, events));
        return rows;
    }

    /** Only the proxy's part: the kernel samples that of the machine, and misses most of a light load that timers wake. */
    Map<Metric, Double> ofProxy(CpuMeter meter, double events) {
        return meter.hasProxy() ? Map.of(row("proxy"), meter.proxyMicrosPer(events) / unitMicros) : Map.of();
    }

    private Metric row(String whose) {
        return Metric.lower("CPU of the " + whose + " per " + event, unit, decimals);
    }
}
