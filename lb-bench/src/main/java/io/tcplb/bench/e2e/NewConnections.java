package io.tcplb.bench.e2e;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A new connection for every small request, 32 at once. */
record NewConnections(List<Party> parties) implements Scenario {
    private static final int AT_ONCE = 32;
    private static final Metric RATE = Metric.higher("new connections, " + AT_ONCE + " at once", "1/s", 0);
    private static final Metric PROXY_CPU = Metric.lower("CPU of the proxy per connection", "µs", 1);
    private static final Metric MACHINE_CPU = Metric.lower("CPU of the machine per connection", "µs", 1);

    @Override
    public String name() {
        return "connections";
    }

    @Override
    public boolean needsWarmUp() {
        return true;
    }

    @Override
    public Map<Metric, Double> measure(Party party, Rig rig, int seconds) throws IOException, InterruptedException {
        Running running = rig.running(party);
        CpuMeter cpu = new CpuMeter(running);
        Wrk wrk = Wrk.run(running.port(Rig.WEB), AT_ONCE, seconds, "Connection: close");
        Map<Metric, Double> samples = new LinkedHashMap<>();
        samples.put(RATE, wrk.perSecond());
        if (running.isProxy()) {
            samples.put(PROXY_CPU, cpu.proxyMicrosPer((double) wrk.requests()));
        }
        samples.put(MACHINE_CPU, cpu.machineMicrosPer((double) wrk.requests()));
        return samples;
    }
}
