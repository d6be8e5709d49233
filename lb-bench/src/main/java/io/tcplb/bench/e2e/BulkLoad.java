package io.tcplb.bench.e2e;

import java.io.IOException;
import java.util.Map;

/**
 * TCP streams as fast as they go.
 *
 * @param streams how many at once
 * @param up from the client to the backend; otherwise the other way, as most bytes flow
 * @param rate the row of the gigabits per second, all streams together
 */
record BulkLoad(int streams, boolean up, Metric rate) implements Load {
    private static final double GIGA = 1e9;

    /** @param description of streams and direction, which names the row */
    static BulkLoad of(int streams, boolean up, String description) {
        return new BulkLoad(streams, up, Metric.higher(description, "Gbit/s", 1));
    }

    @Override
    public double wallSeconds(int seconds) {
        return seconds + 0.6; // iperf3 waits for its server
    }

    @Override
    public Outcome run(Running running, int seconds) throws IOException, InterruptedException {
        Iperf3 iperf3 = Iperf3.run(running.port(Rig.BULK), streams, up, seconds);
        return new Outcome(Map.of(rate, iperf3.bitsPerSecond() / GIGA), iperf3.bytes() / GIGA);
    }
}
