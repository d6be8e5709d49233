package io.tcplb.bench.e2e;

import io.tcplb.bench.load.OpenLoop;
import io.tcplb.bench.load.Schedule;
import io.tcplb.bench.load.Tally;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Small requests at a fixed rate on connections that stay open, whose latency counts from when each was due.
 *
 * @param lanes connections
 * @param when where the rate comes from, in words
 */
record PacedLoad(int perSecond, int lanes, String when) implements Load {
    @Override
    public Outcome run(Running running, int seconds) throws IOException, InterruptedException {
        Schedule schedule = Schedule.lasting(seconds, perSecond);
        try (OpenLoop load = OpenLoop.start(Net.address(running.port(Rig.WEB)), WebServer.KEPT_OPEN, lanes, schedule)) {
            Tally tally = load.await();
            if (tally.lostCount() > 0) {
                throw new IOException(tally.lostCount() + " requests lost");
            }
            Map<Metric, Double> samples = new LinkedHashMap<>();
            samples.put(Metric.higher("small requests " + when, "1/s", 0), tally.perSecond());
            samples.put(latency("p50"), tally.latencyMicros(50));
            samples.put(latency("p99"), tally.latencyMicros(99));
            samples.put(latency("p99.9"), tally.latencyMicros(99.9));
            samples.put(generator("p50"), tally.latenessMicros(50));
            samples.put(generator("p99.9"), tally.latenessMicros(99.9));
            return new Outcome(samples, tally.answered());
        }
    }

    private Metric latency(String percentile) {
        return Metric.lower(percentile + " " + when, "µs", 0);
    }

    private Metric generator(String percentile) {
        return Metric.lower("load generator late by, " + percentile + " " + when, "µs", 0);
    }
}
