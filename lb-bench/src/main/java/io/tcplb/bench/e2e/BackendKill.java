package io.tcplb.bench.e2e;

import io.tcplb.bench.e2e.Party.Route;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * One of two backends is killed under a steady rate of new connections. A request that is at the killed backend in
 * that moment is lost behind any TCP proxy; every later one should be answered by the other backend.
 */
record BackendKill(List<Party> parties) implements Scenario {
    private static final int PER_SECOND = 500;
    private static final int LEAST_SECONDS = 3;
    private static final Metric FAILED =
            Metric.lower("failed requests when one of two backends is killed, " + PER_SECOND + "/s", "requests", 0);
    private static final Metric SLOWEST = Metric.lower("slowest request of these", "ms", 1);

    @Override
    public String name() {
        return "kill";
    }

    @Override
    public double secondsToMeasure(int seconds) {
        return Math.max(seconds, LEAST_SECONDS) + 4;
    }

    @Override
    public Map<Metric, Double> measure(Party party, Rig rig, int seconds) throws IOException, InterruptedException {
        try (WebServer survivor = new WebServer(rig.newDirectory());
                WebServer victim = new WebServer(rig.newDirectory());
                Running running = party.launch(
                        rig.newDirectory(), List.of(Route.to(Rig.WEB, true, survivor.port(), victim.port())))) {
            int port = running.port(Rig.WEB);
            PacedClient.start(port, PER_SECOND, 1).awaitEnd(); // both backends are known to be up, code is loaded
            PacedClient client = PacedClient.start(port, PER_SECOND, Math.max(seconds, LEAST_SECONDS));
            client.awaitStarted(client.total() / 3);
            victim.kill();
            client.awaitEnd();
            Map<Metric, Double> samples = new LinkedHashMap<>();
            samples.put(FAILED, (double) client.failed());
            samples.put(SLOWEST, client.slowestMillis());
            return samples;
        }
    }
}
