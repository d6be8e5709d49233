package io.tcplb.bench.e2e;

import java.io.Closeable;
import java.io.IOException;
import java.util.List;
import java.util.Locale;

/**
 * A load beside sessions that do nothing, as most of a proxy's sessions do most of the time.
 *
 * @param idle sessions that have exchanged one message each
 */
record IdleBeside(int idle, Load busy) implements Load {
    /** Small requests, one at a time on each of {@code busy} connections. */
    static IdleBeside wrk(int idle, int busy) {
        String description = description(idle, busy);
        Metric rate = Metric.higher("small requests " + description, "1/s", 0);
        Metric median = Metric.lower("p50 " + description, "µs", 0);
        Metric p99 = Metric.lower("p99 " + description, "µs", 0);
        return new IdleBeside(idle, new WrkLoad(busy, List.of(), rate, List.of(median, p99)));
    }

    static String description(int idle, int busy) {
        return String.format(Locale.ROOT, "on %d open connections beside %,d idle ones", busy, idle);
    }

    @Override
    public double wallSeconds(int seconds) {
        return busy.wallSeconds(seconds) + idle / 4_000.0;
    }

    @Override
    public Closeable companions(Running running) throws IOException {
        return EchoClients.open(running.port(Rig.ECHO), idle);
    }

    @Override
    public Outcome run(Running running, int seconds) throws IOException, InterruptedException {
        return busy.run(running, seconds);
    }
}
