package io.tcplb.bench.jmh;

import io.tcplb.pool.Pool;
import io.tcplb.pool.PoolSnapshot;
import io.tcplb.spec.Algorithm;
import java.util.concurrent.TimeUnit;
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
import org.openjdk.jmh.annotations.Warmup;

/** What one change of a pool costs the control loop: deciding anew who serves, and a new picker and snapshot. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class RebuildBenchmark {
    @Param
    public Algorithm algorithm = Algorithm.ROUND_ROBIN;

    @Param({"10", "1000", "10000"})
    public int backends;

    private Pool pool = Pools.serving(algorithm, 1, Pools.Weights.MIXED);
    private int turn;

    @Setup
    public void fill() {
        pool = Pools.serving(algorithm, backends, Pools.Weights.MIXED);
    }

    /** Two weights in turn, so that no publication equals the one before. */
    @Benchmark
    public PoolSnapshot changeOneWeight() {
        pool.setWeight(Pools.id(0), 1 + turn % 2 * 4, "bench", turn);
        turn++;
        return pool.snapshot();
    }
}
