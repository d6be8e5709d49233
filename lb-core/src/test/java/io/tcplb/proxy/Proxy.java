package io.tcplb.proxy;

import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.tcplb.backend.Backend;
import io.tcplb.balance.Picker;
import io.tcplb.balance.Tried;
import io.tcplb.net.Transport;
import io.tcplb.observe.CloseReason;
import io.tcplb.observe.LbObserver;
import io.tcplb.observe.SessionSummary;
import io.tcplb.spec.AdmissionSpec;
import io.tcplb.spec.BindAddress;
import io.tcplb.spec.KeepaliveSpec;
import io.tcplb.spec.ListenerSpec;
import io.tcplb.spec.ProxyAcceptSpec;
import io.tcplb.spec.RuntimeSpec;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A listener in front of fixed backends, on real event loops and real sockets, without a control loop. */
final class Proxy implements java.io.Closeable, LbObserver {
    static final int RELAY_BUFFER = 64 << 10;

    private final MultiThreadIoEventLoopGroup group;
    private final List<Worker> workers = new ArrayList<>();
    private final BlockingQueue<SessionSummary> ended = new LinkedBlockingQueue<>();
    private final Transport transport;
    private final SessionLimit limit = new SessionLimit(10_000);
    final FixedPool pool;
    final ProxyListener listener;

    Proxy(RuntimeSpec.Transport wanted, FixedPool pool, ListenerSpec spec) throws Exception {
        this(wanted, pool, spec, RELAY_BUFFER);
    }

    Proxy(RuntimeSpec.Transport wanted, FixedPool pool, ListenerSpec spec, int relayBuffer) throws Exception {
        this(wanted, pool, spec, relayBuffer, List.of());
    }

    /** With the pools of the spec's routes. */
    Proxy(RuntimeSpec.Transport wanted, FixedPool pool, ListenerSpec spec, List<PoolHandle> routed) throws Exception {
        this(wanted, pool, spec, RELAY_BUFFER, routed);
    }

    private Proxy(
            RuntimeSpec.Transport wanted, FixedPool pool, ListenerSpec spec, int relayBuffer, List<PoolHandle> routed)
            throws Exception {
        this.pool = pool;
        transport = Transport.of(wanted);
        group = new MultiThreadIoEventLoopGroup(2, transport.ioHandlers());
        for (int i = 0; i < 2; i++) {
            workers.add(new Worker(group.next(), i, 2, "test", transport, this, relayBuffer));
        }
        listener = listener(spec);
        try {
            listener.commit(listener.prepare(spec, Map.of()), pool, routed);
        } catch (BindException e) {
            close();
            throw e;
        }
    }

    ProxyListener listener(ListenerSpec spec) {
        return new ProxyListener(spec, pool, List.of(), workers, transport, limit);
    }

    static ListenerSpec spec() {
        return spec(new BindAddress.Inet("127.0.0.1", 0), 0, Duration.ofHours(1), Duration.ofMinutes(1));
    }

    static ListenerSpec spec(BindAddress bind, int maxConnections, Duration idle, Duration halfClose) {
        KeepaliveSpec keepalive = new KeepaliveSpec(Duration.ofSeconds(60), Duration.ofSeconds(10), 3);
        return new ListenerSpec(
                "test",
                List.of(bind),
                "pool",
                maxConnections,
                idle,
                halfClose,
                keepalive,
                Duration.ofSeconds(30),
                0,
                0,
                AdmissionSpec.OPEN,
                ProxyAcceptSpec.OFF,
                List.of(),
                Duration.ofSeconds(5));
    }

    int port() {
        String address = listener.addresses().get(0);
        return Integer.parseInt(address.substring(address.lastIndexOf(':') + 1));
    }

    Socket connect() throws IOException {
        Socket socket = new Socket();
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(20_000);
        socket.connect(new InetSocketAddress("127.0.0.1", port()), 5_000);
        return socket;
    }

    /** Returns the next session that ended. */
    SessionSummary ended() throws InterruptedException {
        SessionSummary summary = ended.poll(20, TimeUnit.SECONDS);
        if (summary == null) {
            throw new AssertionError("no session ended within 20s");
        }
        return summary;
    }

    void onEveryWorker(java.util.function.Consumer<Worker> action) throws InterruptedException {
        CountDownLatch done = new CountDownLatch(workers.size());
        for (Worker worker : workers) {
            worker.execute(() -> {
                action.accept(worker);
                done.countDown();
            });
        }
        done.await();
    }

    @Override
    public void sessionEnded(SessionSummary summary) {
        ended.add(summary);
    }

    @Override
    public void close() throws IOException {
        try {
            end();
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }

    private void end() throws InterruptedException {
        listener.close();
        onEveryWorker(worker -> worker.closeAll(CloseReason.SHUTDOWN));
        onEveryWorker(worker -> {});
        group.shutdownGracefully(0, 1, TimeUnit.SECONDS).await();
        workers.forEach(Worker::release);
    }

    /** Picks the first backend that has not been tried. */
    record InOrder(List<Backend> backends) implements Picker {
        @Override
        public @Nullable Backend pick(long flowHash, Tried tried) {
            for (Backend backend : backends) {
                if (!tried.contains(backend) && backend.hasRoom()) {
                    return backend;
                }
            }
            return null;
        }
    }
}
