package io.tcplb.bench.e2e;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * One TCP stream as fast as it goes, from the backend to the client.
 *
 * @param name a unique word
 * @param peers how the peers are set, in words
 */
record Bulk(String name, String peers, List<Party> parties) implements Scenario {
    private static final double GIGABYTE = 1e9;

    @Override
    public boolean needsWarmUp() {
        return true;
    }

    @Override
    public Map<Metric, Double> measure(Party party, Rig rig, int seconds) throws IOException, InterruptedException {
        Running running = rig.running(party);
        CpuMeter cpu = new CpuMeter(running);
        Iperf3 iperf3 = Iperf3.run(running.port(Rig.BULK), seconds);
        double gigabytes = iperf3.bytes() / GIGABYTE;
        Map<Metric, Double> samples = new LinkedHashMap<>();
        samples.put(Metric.higher("one bulk stream, " + peers, "Gbit/s", 1), iperf3.bitsPerSecond() / 1e9);
        if (running.isProxy()) {
            samples.put(
                    Metric.lower("CPU of the proxy per GB, " + peers, "ms", 0), cpu.proxyMicrosPer(gigabytes) / 1e3);
        }
        samples.put(
                Metric.lower("CPU of the machine per GB, " + peers, "ms", 0), cpu.machineMicrosPer(gigabytes) / 1e3);
        return samples;
    }
}
