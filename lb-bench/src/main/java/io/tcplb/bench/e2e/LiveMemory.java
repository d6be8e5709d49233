package io.tcplb.bench.e2e;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/**
 * What idle sessions hold in a JVM: the difference of live heap and buffers, each time after a collection. Resident memory
 * says less of a JVM, which has its heap before it has sessions.
 *
 * @param parties JVMs that count their own allocations outside the heap
 */
record LiveMemory(List<Party> parties) implements Scenario {
    private static final Metric LIVE =
            Metric.lower("live heap and buffers per idle session, after a collection", "bytes", 0);

    @Override
    public String name() {
        return "memory-live";
    }

    @Override
    public int rounds(int asked) {
        return Math.min(asked, FEW_ROUNDS);
    }

    @Override
    public double secondsToMeasure(int seconds) {
        return 7;
    }

    @Override
    public Map<Metric, Double> measure(Party party, Rig rig, int seconds) throws IOException, InterruptedException {
        try (Running running = party.launch(rig.newDirectory(), List.of(rig.echoRoute()))) {
            Memory.warmUp(running);
            OptionalLong before = running.liveBytes();
            try (EchoClients idle = EchoClients.open(running.port(Rig.ECHO), Memory.SESSIONS)) {
                OptionalLong after = running.liveBytes();
                assert idle.count() == Memory.SESSIONS;
                return Map.of(LIVE, (after.orElseThrow() - before.orElseThrow()) / (double) Memory.SESSIONS);
            }
        }
    }
}
