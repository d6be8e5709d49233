package io.tcplb.bench.e2e;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Latency where nobody is at the limit: everybody gets the same rate of small requests, half of what the slowest of them
 * achieves when it is driven as hard as it goes. At its maximum a proxy's latency is only the number of connections over
 * its rate; here it is the proxy's own.
 */
final class HalfLoad implements Scenario {
    private static final int CONNECTIONS = 50;
    private static final int CALIBRATION_SECONDS = 1;
    private static final String WHEN = "at half the slowest's maximum";

    private final List<Party> parties;
    private @Nullable Steady steady;

    HalfLoad(List<Party> parties) {
        this.parties = parties;
    }

    @Override
    public String name() {
        return "latency";
    }

    @Override
    public List<Party> parties() {
        return parties;
    }

    @Override
    public void prepare(Rig rig) throws IOException, InterruptedException {
        double slowest = Double.MAX_VALUE;
        for (Party party : parties) {
            int port = rig.running(party).port(Rig.WEB);
            Wrk.run(port, CONNECTIONS, CALIBRATION_SECONDS, List.of()); // a cold JVM's maximum would be too low
            Wrk closedLoop = Wrk.run(port, CONNECTIONS, CALIBRATION_SECONDS, List.of());
            slowest = Math.min(slowest, closedLoop.perSecond());
        }
        PacedLoad load = new PacedLoad((int) slowest / 2, CONNECTIONS, WHEN);
        steady = new Steady(name(), parties, load, Cost.perRequest(WHEN));
    }

    @Override
    public void warmUp(Party party, Rig rig, int seconds) throws IOException, InterruptedException {
        prepared().warmUp(party, rig, seconds);
    }

    @Override
    public Map<Metric, Double> measure(Party party, Rig rig, int seconds) throws IOException, InterruptedException {
        return prepared().measure(party, rig, seconds);
    }

    private Steady prepared() {
        if (steady == null) {
            throw new IllegalStateException("the rate is not known yet");
        }
        return steady;
    }

    @Override
    public double secondsToPrepare(int seconds) {
        return 2 * (CALIBRATION_SECONDS + 0.3) + seconds + 0.3;
    }

    @Override
    public double secondsToMeasure(int seconds) {
        return seconds + 0.3;
    }
}
