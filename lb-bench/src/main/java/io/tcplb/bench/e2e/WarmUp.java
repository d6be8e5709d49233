package io.tcplb.bench.e2e;

import java.io.IOException;
import java.util.List;

/** What a proxy gets that was started for one measurement, so that the measurement is not of a cold JVM. */
final class WarmUp {
    private static final int AT_ONCE = 32;

    private WarmUp() {}

    static void newConnections(int port, int seconds) throws IOException, InterruptedException {
        Wrk.run(port, AT_ONCE, seconds, List.of("Connection: close"));
    }

    static void keptOpen(int port, int seconds) throws IOException, InterruptedException {
        Wrk.run(port, AT_ONCE, seconds, List.of());
    }
}
