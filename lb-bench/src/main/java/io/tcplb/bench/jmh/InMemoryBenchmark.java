package io.tcplb.bench.jmh;

import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What a session and a message cost lb itself: one thread, no kernel, no wake-up. With {@code -prof gc} a message shows what
 * relaying allocates and nothing else; a session shows the objects of its two sockets in memory as well.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
public class InMemoryBenchmark {
    // JMH makes the state of a thread on that thread.
    private final MemoryBalancer balancer = new MemoryBalancer();
    private final MemoryBalancer.Client kept = balancer.connect();

    @TearDown
    public void close() {
        balancer.close();
    }

    /** One message to the backend and its echo back. */
    @Benchmark
    public void roundTrip() {
        kept.roundTrip();
    }

    /** Accept, pick, connect, a message and its echo, and both ends of the session. */
    @Benchmark
    public void openEchoClose() {
        MemoryBalancer.Client client = balancer.connect();
        client.roundTrip();
        client.finish();
    }
}
