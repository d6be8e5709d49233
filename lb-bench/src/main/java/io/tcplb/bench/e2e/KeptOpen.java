package io.tcplb.bench.e2e;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Small requests, one at a time on each of some connections that stay open. */
record KeptOpen(List<Party> parties, int connections) implements Scenario {
    @Override
    public String name() {
        return "requests-" + connections;
    }

    @Override
    public boolean needsWarmUp() {
        return true;
    }

    @Override
    public Map<Metric, Double> measure(Party party, Rig rig, int seconds) throws IOException, InterruptedException {
        Running running = rig.running(party);
        CpuMeter cpu = new CpuMeter(running);
        Wrk wrk = Wrk.run(running.port(Rig.WEB), connections, seconds);
        String on = " on " + connections + " open connection" + (connections == 1 ? "" : "s");
        Map<Metric, Double> samples = new LinkedHashMap<>();
        samples.put(Metric.higher("small requests" + on, "1/s", 0), wrk.perSecond());
        samples.put(Metric.lower("median latency" + on, "µs", 0), wrk.p50Micros());
        if (running.isProxy()) {
            samples.put(Metric.lower("CPU of the proxy per request" + on, "µs", 2), cpu.proxyMicrosPer((double)
                    wrk.requests()));
        }
        samples.put(Metric.lower("CPU of the machine per request" + on, "µs", 2), cpu.machineMicrosPer((double)
                wrk.requests()));
        return samples;
    }
}
