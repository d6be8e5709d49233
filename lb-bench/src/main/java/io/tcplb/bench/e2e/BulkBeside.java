package io.tcplb.bench.e2e;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/**
 * A load beside bulk streams on the same event loop: what one session's turn costs the others.
 *
 * @param quick what has to wait for the streams
 * @param bulk the streams, which begin before it and end after it
 */
record BulkBeside(Load quick, BulkLoad bulk) implements Load {
    /** iperf3 connects its streams one by one before any of them flows. */
    private static final int HEAD_START_MILLIS = 800;

    private static final int LONGER_SECONDS = 2;

    @Override
    public double wallSeconds(int seconds) {
        return bulk.wallSeconds(seconds + LONGER_SECONDS);
    }

    @Override
    public Outcome run(Running running, int seconds) throws IOException, InterruptedException {
        FutureTask<Outcome> streams = new FutureTask<>(() -> bulk.run(running, seconds + LONGER_SECONDS));
        new Thread(streams, "bulk").start();
        Thread.sleep(HEAD_START_MILLIS);
        Map<Metric, Double> samples =
                new LinkedHashMap<>(quick.run(running, seconds).samples());
        try {
            Outcome moved = streams.get();
            samples.putAll(moved.samples());
            return new Outcome(samples, moved.events());
        } catch (ExecutionException e) {
            throw new IOException("the streams beside it failed", e);
        }
    }
}
