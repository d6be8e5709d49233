package io.tcplb.bench.e2e;

import java.io.Closeable;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The same load on each party from the first second to the last, and what it costs them in CPU time.
 *
 * @param name a unique word
 * @param warmUp the longest untimed run before the first round, in seconds
 * @param mostRounds how many rounds are enough, however many are asked for
 */
record Steady(String name, List<Party> parties, Load load, Cost cost, int warmUp, int mostRounds) implements Scenario {
    Steady(String name, List<Party> parties, Load load, Cost cost) {
        this(name, parties, load, cost, Integer.MAX_VALUE, Integer.MAX_VALUE);
    }

    @Override
    public int rounds(int asked) {
        return Math.min(asked, mostRounds);
    }

    @Override
    public void warmUp(Party party, Rig rig, int seconds) throws IOException, InterruptedException {
        Running running = rig.running(party);
        Closeable companions = load.companions(running);
        try {
            load.run(running, Math.min(warmUp, seconds));
        } finally {
            companions.close();
        }
    }

    @Override
    public Map<Metric, Double> measure(Party party, Rig rig, int seconds) throws IOException, InterruptedException {
        Running running = rig.running(party);
        Closeable companions = load.companions(running);
        try {
            return measure(running, seconds);
        } finally {
            companions.close();
        }
    }

    private Map<Metric, Double> measure(Running running, int seconds) throws IOException, InterruptedException {
        CpuMeter cpu = new CpuMeter(running);
        Load.Outcome outcome = load.run(running, seconds);
        Map<Metric, Double> samples = new LinkedHashMap<>(outcome.samples());
        samples.putAll(cost.rows(cpu, outcome.events()));
        return samples;
    }

    @Override
    public double secondsToPrepare(int seconds) {
        return load.wallSeconds(Math.min(warmUp, seconds));
    }

    @Override
    public double secondsToMeasure(int seconds) {
        return load.wallSeconds(seconds);
    }
}
