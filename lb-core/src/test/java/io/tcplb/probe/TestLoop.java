package io.tcplb.probe;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.ManualIoEventLoop;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.util.concurrent.MockTicker;
import io.netty.util.concurrent.Ticker;
import io.tcplb.spec.HostPort;
import io.tcplb.spec.ProxyProtocol;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** A control loop that the test's own thread turns: real sockets, time that only moves when the test says so. */
final class TestLoop implements AutoCloseable {
    enum Transport {
        NIO,
        EPOLL
    }

    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(20);
    private static final long TURN_NANOS = TimeUnit.MILLISECONDS.toNanos(2);

    final MockTicker ticker = Ticker.newMockTicker();
    final ManualIoEventLoop loop;
    final List<SocketChannel> opened = new ArrayList<>();
    private final Transport transport;

    TestLoop(Transport transport) {
        this.transport = transport;
        var handler = transport == Transport.EPOLL ? EpollIoHandler.newFactory() : NioIoHandler.newFactory();
        loop = new ManualIoEventLoop(null, Thread.currentThread(), handler, ticker);
    }

    Dialer dialer() {
        return dialer(null);
    }

    Dialer dialer(@Nullable InetSocketAddress source) {
        return new Dialer(loop, this::open, source, ProxyProtocol.OFF);
    }

    /** For backends that expect a header. */
    Dialer introducing(ProxyProtocol header) {
        return new Dialer(loop, this::open, null, header);
    }

    private SocketChannel open() {
        SocketChannel channel = transport == Transport.EPOLL ? new EpollSocketChannel() : new NioSocketChannel();
        opened.add(channel);
        return channel;
    }

    /** Starts {@code probe} and returns where its outcomes will be. */
    List<Outcome> start(Probe probe, int port) {
        return start(probe, target(port, false));
    }

    static Target target(int port, boolean elsewhere) {
        InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
        return new Target(address, new HostPort("backend.test", port), elsewhere);
    }

    List<Outcome> start(Probe probe, Target target) {
        List<Outcome> outcomes = new ArrayList<>();
        probe.start(target, outcomes::add);
        assertThat(outcomes).as("outcomes within start").isEmpty();
        return outcomes;
    }

    /** Runs {@code probe} to its end and returns its only outcome, with all its connections closed. */
    Outcome probe(Probe probe, int port) {
        return end(start(probe, port));
    }

    Outcome end(List<Outcome> outcomes) {
        until(() -> !outcomes.isEmpty(), "an outcome");
        Outcome outcome = outcomes.get(0);
        ticker.advance(1, TimeUnit.SECONDS); // more than a farewell may take
        until(() -> opened.stream().noneMatch(SocketChannel::isOpen), "closed connections");
        loop.runNow(); // the JDK gives a registered channel's descriptor back in the selector's next turn
        assertThat(outcomes).as("exactly one outcome").hasSize(1);
        return outcome;
    }

    void until(BooleanSupplier condition, String what) {
        long start = System.nanoTime();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime() - start).as("waiting for " + what).isLessThan(PATIENCE_NANOS);
            loop.run(TURN_NANOS);
        }
    }

    @Override
    public void close() {
        opened.forEach(SocketChannel::close);
        loop.shutdownGracefully(0, 0, TimeUnit.SECONDS);
        ticker.advance(1, TimeUnit.SECONDS); // the loop takes its own shutdown time from it, and 0 for not begun
        until(
                () -> {
                    ticker.advanceMillis(1);
                    return loop.isTerminated();
                },
                "the end of the loop");
    }
}
