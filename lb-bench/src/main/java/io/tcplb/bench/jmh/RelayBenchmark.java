package io.tcplb.bench.jmh;

import io.tcplb.control.StartException;
import io.tcplb.spec.RuntimeSpec;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
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
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * One small message through a whole balancer and its echo back, on one session. Run with {@code -prof gc}, which counts
 * what all threads allocate: client and backend allocate nothing, so whatever it shows is the relay's.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
public class RelayBenchmark {
    @Param({"EPOLL", "NIO"})
    public RuntimeSpec.Transport transport = RuntimeSpec.Transport.EPOLL;

    private final ByteBuffer message = ByteBuffer.allocateDirect(EchoBalancer.MESSAGE_BYTES);
    private @Nullable EchoBalancer balancer;
    private @Nullable SocketChannel client;

    @Setup
    public void connect() throws IOException, StartException {
        balancer = new EchoBalancer(transport);
        client = balancer.connect();
    }

    @TearDown
    public void close() throws IOException {
        if (client != null) {
            client.close();
        }
        if (balancer != null) {
            balancer.close();
        }
    }

    @Benchmark
    public ByteBuffer roundTrip() throws IOException {
        SocketChannel channel = client;
        if (channel == null) {
            throw new IllegalStateException("not connected");
        }
        EchoBalancer.roundTrip(channel, message);
        return message;
    }
}
