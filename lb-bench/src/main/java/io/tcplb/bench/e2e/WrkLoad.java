package io.tcplb.bench.e2e;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Small HTTP requests as fast as they are answered, one at a time on each of some connections.
 *
 * @param headers of every request
 * @param rate the row of the answers per second
 * @param percentiles rows of latency in microseconds: the median first, then the 99th percentile where it is asked for
 */
record WrkLoad(int connections, List<String> headers, Metric rate, List<Metric> percentiles) implements Load {
    /** A new connection for every request. */
    static WrkLoad newConnections(int atOnce) {
        Metric rate = Metric.higher("new connections, " + atOnce + " at once", "1/s", 0);
        return new WrkLoad(atOnce, List.of("Connection: close"), rate, List.of());
    }

    /** Connections that stay open; see {@link #on} for the name of the rows. */
    static WrkLoad keptOpen(int connections) {
        Metric rate = Metric.higher("small requests " + on(connections), "1/s", 0);
        Metric median = Metric.lower("median latency " + on(connections), "µs", 0);
        return new WrkLoad(connections, List.of(), rate, List.of(median));
    }

    static String on(int connections) {
        return "on " + connections + " open connection" + (connections == 1 ? "" : "s");
    }

    @Override
    public Outcome run(Running running, int seconds) throws IOException, InterruptedException {
        Wrk wrk = Wrk.run(running.port(Rig.WEB), connections, seconds, headers);
        double[] latencies = {wrk.p50Micros(), wrk.p99Micros()};
        Map<Metric, Double> samples = new LinkedHashMap<>();
        samples.put(rate, wrk.perSecond());
        for (int i = 0; i < percentiles.size(); i++) {
            samples.put(percentiles.get(i), latencies[i]);
        }
        return new Outcome(samples, wrk.requests());
    }
}
