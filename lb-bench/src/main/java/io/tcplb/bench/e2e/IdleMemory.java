package io.tcplb.bench.e2e;

import io.tcplb.bench.e2e.Party.Route;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/**
 * User memory of idle sessions, in a proxy of its own for each measurement. The base is taken after a few thousand
 * sessions have come and gone, so that code loaded on first use is not charged to sessions.
 */
record IdleMemory(List<Party> parties) implements Scenario {
    private static final int SESSIONS = 5_000;
    private static final int WARM_UP_ROUNDS = 60;
    /** Few, because memory that a proxy keeps for reuse after these would be missing from the difference. */
    private static final int WARM_UP_AT_ONCE = 50;

    private static final Metric RESIDENT =
            Metric.lower(String.format("resident memory per idle session, %,d open", SESSIONS), "bytes", 0);
    private static final Metric LIVE =
            Metric.lower("live heap and buffers per idle session, after a collection", "bytes", 0);

    @Override
    public String name() {
        return "memory";
    }

    @Override
    public double secondsToMeasure(int seconds) {
        return 6;
    }

    @Override
    public Map<Metric, Double> measure(Party party, Rig rig, int seconds) throws IOException, InterruptedException {
        try (EchoServer backend = new EchoServer();
                Running running = party.launch(rig.newDirectory(), List.of(Route.to("echo", true, backend.port())))) {
            int port = running.port("echo");
            for (int i = 0; i < WARM_UP_ROUNDS; i++) {
                EchoClients.open(port, WARM_UP_AT_ONCE).close();
            }
            OptionalLong liveBefore = running.liveBytes();
            long residentBefore = running.residentBytes();
            try (EchoClients idle = EchoClients.open(port, SESSIONS)) {
                // Resident memory first: a collection would give some of it back.
                long residentAfter = running.residentBytes();
                OptionalLong liveAfter = running.liveBytes();
                assert idle.count() == SESSIONS;
                Map<Metric, Double> samples = new LinkedHashMap<>();
                samples.put(RESIDENT, (residentAfter - residentBefore) / (double) SESSIONS);
                if (liveBefore.isPresent() && liveAfter.isPresent()) {
                    samples.put(LIVE, (liveAfter.getAsLong() - liveBefore.getAsLong()) / (double) SESSIONS);
                }
                return samples;
            }
        }
    }
}
