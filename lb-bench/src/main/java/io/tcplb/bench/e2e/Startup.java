package io.tcplb.bench.e2e;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** From launch to accepting, and what a proxy does that nobody has warmed. */
record Startup(List<Party> parties) implements Scenario {
    private static final Metric READY = Metric.lower("launch to ready", "ms", 0);
    private static final Metric FIRST_SECOND = Metric.higher("new connections in the first second", "1/s", 0);

    @Override
    public String name() {
        return "startup";
    }

    @Override
    public double secondsToMeasure(int seconds) {
        return 2.5;
    }

    @Override
    public Map<Metric, Double> measure(Party party, Rig rig, int seconds) throws IOException, InterruptedException {
        try (Running running = party.launch(rig.newDirectory(), List.of(rig.webRoute()))) {
            Map<Metric, Double> samples = new LinkedHashMap<>();
            samples.put(READY, running.readyNanos() / 1e6);
            samples.put(
                    FIRST_SECOND,
                    Wrk.run(running.port(Rig.WEB), 32, 1, List.of("Connection: close"))
                            .perSecond());
            return samples;
        }
    }
}
