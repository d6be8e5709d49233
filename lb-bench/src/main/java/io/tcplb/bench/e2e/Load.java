package io.tcplb.bench.e2e;

import java.io.Closeable;
import java.io.IOException;
import java.util.Map;

/** A load that one party can be put under for a while. */
interface Load {
    /** Returns how long it runs when asked for {@code seconds}, all told. */
    default double wallSeconds(int seconds) {
        return seconds + 0.3; // starting the client, and letting it end
    }

    /** Opens what is to be there, without being counted, while this load runs. */
    default Closeable companions(Running running) throws IOException {
        return () -> {};
    }

    /** Puts {@code running} under this load for {@code seconds}. */
    Outcome run(Running running, int seconds) throws IOException, InterruptedException;

    /**
     * What a load came to.
     *
     * @param samples what the client saw
     * @param events how many connections, requests or gigabytes the CPU time is to be divided by; positive
     */
    record Outcome(Map<Metric, Double> samples, double events) {}
}
