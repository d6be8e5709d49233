package io.tcplb.bench.jmh;

import io.tcplb.control.StartException;
import io.tcplb.spec.RuntimeSpec;
import java.io.IOException;
import java.net.StandardSocketOptions;
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
 * A whole session through a whole balancer: connect, one small message and its echo, close. What {@code -prof gc} shows
 * is what the client's channel and the backend's allocate as well; {@code direct} shows those alone.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
public class SessionBenchmark {
    @Param({"EPOLL", "NIO"})
    public RuntimeSpec.Transport transport = RuntimeSpec.Transport.EPOLL;

    private final ByteBuffer message = ByteBuffer.allocateDirect(EchoBalancer.MESSAGE_BYTES);
    private @Nullable EchoBalancer balancer;

    @Setup
    public void start() throws IOException, StartException {
        balancer = new EchoBalancer(transport);
    }

    @TearDown
    public void close() throws IOException {
        if (balancer != null) {
            balancer.close();
        }
    }

    @Benchmark
    public ByteBuffer openEchoClose() throws IOException {
        return session(require().connect());
    }

    @Benchmark
    public ByteBuffer direct() throws IOException {
        return session(require().connectDirectly());
    }

    private ByteBuffer session(SocketChannel channel) throws IOException {
        try (channel) {
            channel.setOption(StandardSocketOptions.SO_LINGER, 0); // a reset: no port has to wait for a minute
            EchoBalancer.roundTrip(channel, message);
            return message;
        }
    }

    private EchoBalancer require() {
        EchoBalancer running = balancer;
        if (running == null) {
            throw new IllegalStateException("not started");
        }
        return running;
    }
}
