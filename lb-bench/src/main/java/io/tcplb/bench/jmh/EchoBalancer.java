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

/** A whole balancer with one event loop in front of an echo, in this process. */
final class EchoBalancer implements AutoCloseable {
    static final int MESSAGE_BYTES = 64;

    private final ServerSocketChannel backend;
    private final LoadBalancer balancer;
    private final InetSocketAddress address;

    EchoBalancer(RuntimeSpec.Transport transport) throws IOException, StartException {
        InetAddress loopback = InetAddress.getLoopbackAddress();
        backend = ServerSocketChannel.open().bind(new InetSocketAddress(loopback, 0), 1024);
        Thread echo = new Thread(() -> echo(backend), "echo");
        echo.setDaemon(true);
        echo.start();
        balancer = LoadBalancer.start(spec(transport, backend.socket().getLocalPort()), new LbObserver() {});
        String bound = balancer.status().listeners().get(0).bind().get(0);
        address = new InetSocketAddress(loopback, Integer.parseInt(bound.substring(bound.lastIndexOf(':') + 1)));
    }

    SocketChannel connect() throws IOException {
        return SocketChannel.open(address);
    }

    SocketChannel connectDirectly() throws IOException {
        return SocketChannel.open(backend.getLocalAddress());
    }

    /** Sends a message and waits for all of its echo. */
    static void roundTrip(SocketChannel channel, ByteBuffer message) throws IOException {
        message.clear();
        channel.write(message);
        message.clear();
        while (message.hasRemaining()) {
            if (channel.read(message) < 0) {
                throw new EOFException();
            }
        }
    }

    @Override
    public void close() throws IOException {
        balancer.shutdown(Duration.ofSeconds(1));
        backend.close();
    }

    private static LbSpec spec(RuntimeSpec.Transport transport, int backendPort) {
        return new LbSpec(
                "",
                List.of(listener()),
                List.of(Pools.spec(Algorithm.ROUND_ROBIN, 1, Pools.Weights.EQUAL, backendPort)),
                new IsolationGuardSpec(false, List.of()),
                new RuntimeSpec(1, transport, 512 << 10),
                0,
                Duration.ofSeconds(1));
    }

    /** Returns a listener of loopback in front of the pool {@code bench}, configured as by default. */
    static ListenerSpec listener() {
        return new ListenerSpec(
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
                Duration.ofSeconds(5));
    }

    /** Serves one session after the other. */
    private static void echo(ServerSocketChannel listening) {
        ByteBuffer buffer = ByteBuffer.allocateDirect(MESSAGE_BYTES);
        while (listening.isOpen()) {
            try (SocketChannel session = listening.accept()) {
                while (session.read(buffer.clear()) >= 0) {
                    buffer.flip();
                    while (buffer.hasRemaining()) {
                        session.write(buffer);
                    }
                }
            } catch (IOException e) {
                // A reset, which ends this session, or the end of the benchmark.
            }
        }
    }
}
