package io.tcplb.bench.jmh;

import io.tcplb.backend.Backend;
import io.tcplb.balance.Tried;
import io.tcplb.pool.Pool;
import io.tcplb.spec.Algorithm;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Threads;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What choosing a backend costs a new session: the read of the snapshot, the pick, its slot, and giving that back.
 * Run with {@code -prof gc}: none of it may allocate.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class PickBenchmark {
    /** Spreads clients over all hashes without a random number in the measured path. */
    private static final long GOLDEN_RATIO = 0x9E3779B97F4A7C15L;

    @Param
    public Algorithm algorithm = Algorithm.ROUND_ROBIN;

    @Param({"10", "1000"})
    public int backends;

    @Param
    public Pools.Weights weights = Pools.Weights.EQUAL;

    private Pool pool = Pools.serving(algorithm, 1, weights);

    /** One event loop's succession of clients. */
    @State(Scope.Thread)
    public static class Clients {
        private long hash;

        long next() {
            hash += GOLDEN_RATIO;
            return hash;
        }
    }

    @Setup
    public void fill() {
        pool = Pools.serving(algorithm, backends, weights);
    }

    /** The read of the snapshot and the choice alone. */
    @Benchmark
    @Threads(1)
    public @Nullable Backend choose(Clients clients) {
        return pool.snapshot().serving().pick(clients.next(), Tried.NONE);
    }

    @Benchmark
    @Threads(1)
    public @Nullable Backend pickOnOneLoop(Clients clients) {
        return pickAndRelease(clients);
    }

    @Benchmark
    @Threads(2)
    public @Nullable Backend pickOnTwoLoops(Clients clients) {
        return pickAndRelease(clients);
    }

    private @Nullable Backend pickAndRelease(Clients clients) {
        @Nullable Backend backend = pool.snapshot().pick(clients.next(), Tried.NONE);
        if (backend != null) {
            backend.release();
        }
        return backend;
    }
}
