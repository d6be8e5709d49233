package io.tcplb.bench.e2e;

import io.tcplb.bench.e2e.Party.Route;
import io.tcplb.bench.load.OpenLoop;
import io.tcplb.bench.load.Schedule;
import io.tcplb.bench.load.Tally;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * One of two backends is killed under a steady rate of new connections. A request that is at the killed backend in
 * that moment is lost behind any TCP proxy; every later one should be answered by the other backend.
 *
 * @param warmUp of every proxy, in seconds
 */
record BackendKill(List<Party> parties, int warmUp) implements Scenario {
    static final int PER_SECOND = 1_000;
    static final int LANES = 256;

    private static final int LEAST_SECONDS = 3;
    private static final String WHEN = "when one of two backends is killed";

    @Override
    public String name() {
        return "kill";
    }

    @Override
    public int rounds(int asked) {
        return Math.min(asked, FEW_ROUNDS);
    }

    @Override
    public double secondsToMeasure(int seconds) {
        return Math.max(seconds, LEAST_SECONDS) + warmUp + 2;
    }

    @Override
    public Map<Metric, Double> measure(Party party, Rig rig, int seconds) throws IOException, InterruptedException {
        try (WebServer survivor = new WebServer(rig.newDirectory());
                WebServer victim = new WebServer(rig.newDirectory());
                Running running = party.launch(
                        rig.newDirectory(), List.of(Route.to(Rig.WEB, true, survivor.port(), victim.port())))) {
            int port = running.port(Rig.WEB);
            WarmUp.newConnections(port, warmUp); // both backends are known to be up, and code is compiled
            Schedule schedule = Schedule.lasting(Math.max(seconds, LEAST_SECONDS), PER_SECOND);
            CpuMeter cpu = new CpuMeter(running);
            try (OpenLoop load = OpenLoop.start(Net.address(port), WebServer.FRESH, LANES, schedule)) {
                load.awaitShare(1 / 3.0);
                victim.kill();
                Tally tally = load.await();
                Map<Metric, Double> samples = rows("new connections " + WHEN, tally);
                samples.putAll(Cost.perConnection(WHEN).ofProxy(cpu, (double) tally.answered()));
                return samples;
            }
        }
    }

    /** @param what the requests were, and when */
    static Map<Metric, Double> rows(String what, Tally tally) {
        Map<Metric, Double> samples = new LinkedHashMap<>();
        samples.put(Metric.lower("lost " + what, "requests", 0), (double) tally.lostCount());
        samples.put(Metric.lower("p99 of " + what, "ms", 1), tally.latencyMicros(99) / 1e3);
        samples.put(Metric.lower("p99.9 of " + what, "ms", 1), tally.latencyMicros(99.9) / 1e3);
        samples.put(Metric.lower("slowest of " + what, "ms", 1), tally.latencyMicros(100) / 1e3);
        samples.put(Metric.lower("longest gap between answers, " + what, "ms", 1), tally.longestGapMillis());
        return samples;
    }
}
