package io.tcplb.bench.jmh;

import io.tcplb.control.LoadBalancer;
import io.tcplb.control.StartException;
import io.tcplb.observe.LbObserver;
import io.tcplb.spec.AdmissionSpec;
import io.tcplb.spec.Algorithm;
import io.tcplb.spec.BindAddress;
import io.tcplb.spec.IsolationGuardSpec;
import io.tcplb.spec.KeepaliveSpec;
import io.tcplb.spec.LbSpec;
import io.tcplb.spec.ListenerSpec;
import io.tcplb.spec.ProxyAcceptSpec;
import io.tcplb.spec.RuntimeSpec;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.List;
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
    private static final int MESSAGE_BYTES = 64;

    @Param({"EPOLL", "NIO"})
    public RuntimeSpec.Transport transport = RuntimeSpec.Transport.EPOLL;

    private final ByteBuffer message = ByteBuffer.allocateDirect(MESSAGE_BYTES);
    private @Nullable ServerSocketChannel backend;
    private @Nullable LoadBalancer balancer;
    private @Nullable SocketChannel client;

    @Setup
    public void connect() throws IOException, StartException {
        InetAddress loopback = InetAddress.getLoopbackAddress();
        ServerSocketChannel listening = ServerSocketChannel.open().bind(new InetSocketAddress(loopback, 0));
        backend = listening;
        Thread echo = new Thread(() -> echo(listening), "echo");
        echo.setDaemon(true);
        echo.start();
        LoadBalancer started = LoadBalancer.start(spec(listening.socket().getLocalPort()), new LbObserver() {});
        balancer = started;
        String bound = started.status().listeners().get(0).bind().get(0);
        int port = Integer.parseInt(bound.substring(bound.lastIndexOf(':') + 1));
        client = SocketChannel.open(new InetSocketAddress(loopback, port));
    }

    private LbSpec spec(int backendPort) {
        return new LbSpec(
                "",
                List.of(new ListenerSpec(
                        "bench",
                        List.of(new BindAddress.Inet("127.0.0.1", 0)),
                        "bench",
                        0,
                        Duration.ofHours(1),
                        Duration.ofMinutes(1),
                        new KeepaliveSpec(Duration.ofMinutes(1), Duration.ofSeconds(10), 3),
                        Duration.ofSeconds(30),
                        0,
                        0,
                        AdmissionSpec.OPEN,
                        ProxyAcceptSpec.OFF,
                        List.of(),
                        Duration.ofSeconds(5))),
                List.of(Pools.spec(Algorithm.ROUND_ROBIN, 1, backendPort)),
                new IsolationGuardSpec(false, List.of()),
                new RuntimeSpec(1, transport, 512 << 10),
                0,
                Duration.ofSeconds(1));
    }

    @TearDown
    public void close() throws IOException {
        if (client != null) {
            client.close();
        }
        if (balancer != null) {
            balancer.shutdown(Duration.ofSeconds(1));
        }
        if (backend != null) {
            backend.close();
        }
    }

    @Benchmark
    public ByteBuffer roundTrip() throws IOException {
        SocketChannel channel = client;
        if (channel == null) {
            throw new IllegalStateException("not connected");
        }
        message.clear();
        channel.write(message);
        message.clear();
        while (message.hasRemaining()) {
            if (channel.read(message) < 0) {
                throw new EOFException();
            }
        }
        return message;
    }

    /** Serves one session: the only one that comes. */
    private static void echo(ServerSocketChannel listening) {
        ByteBuffer buffer = ByteBuffer.allocateDirect(MESSAGE_BYTES);
        try (SocketChannel session = listening.accept()) {
            while (session.read(buffer) >= 0) {
                buffer.flip();
                while (buffer.hasRemaining()) {
                    session.write(buffer);
                }
                buffer.clear();
            }
        } catch (IOException e) {
            // The benchmark has ended.
        }
    }
}
