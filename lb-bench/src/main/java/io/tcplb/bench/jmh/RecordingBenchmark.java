package io.tcplb.bench.jmh;

import io.tcplb.backend.Backend;
import io.tcplb.observe.Histogram;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Threads;
import org.openjdk.jmh.annotations.Warmup;

/** What a session's entries in the metrics cost, alone and while another loop writes the same ones. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class RecordingBenchmark {
    private static final long CONNECT_NANOS = 180_000;

    private final Backend backend = new Backend("bench", "a", 0);
    private final Histogram seconds = Histogram.ofSessions();

    @Benchmark
    @Threads(1)
    public void sessionOnOneLoop() {
        record();
    }

    @Benchmark
    @Threads(2)
    public void sessionOnTwoLoops() {
        record();
    }

    /** From the backend's slot to the session's end. */
    private void record() {
        if (backend.tryAcquire()) {
            backend.connected(CONNECT_NANOS);
            backend.answered();
            backend.relayed(64, 1024);
            backend.release();
        }
        seconds.record(20_000_000);
    }
}
