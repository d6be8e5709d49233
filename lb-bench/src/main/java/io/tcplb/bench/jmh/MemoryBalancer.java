package io.tcplb.bench.jmh;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ManualIoEventLoop;
import io.tcplb.backend.Backend;
import io.tcplb.health.Suspicion;
import io.tcplb.observe.CloseReason;
import io.tcplb.observe.LbObserver;
import io.tcplb.pool.Pool;
import io.tcplb.pool.PoolSnapshot;
import io.tcplb.proxy.BindException;
import io.tcplb.proxy.PoolHandle;
import io.tcplb.proxy.ProxyListener;
import io.tcplb.proxy.SessionLimit;
import io.tcplb.proxy.Worker;
import io.tcplb.session.Wait;
import io.tcplb.session.Waiter;
import io.tcplb.spec.Algorithm;
import io.tcplb.spec.ListenerSpec;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * The data path of a balancer on the calling thread, in front of an echo, with a network in memory: what sessions cost
 * without the kernel and without a wake-up. All of it belongs to the thread that made it.
 */
final class MemoryBalancer implements AutoCloseable {
    private static final int BACKENDS = 10;
    private static final int MOST_SESSIONS = 1000;

    private final MemoryTransport transport = new MemoryTransport();
    private final ManualIoEventLoop loop = new ManualIoEventLoop(Thread.currentThread(), transport.ioHandlers());
    private final Worker worker = new Worker(loop, 0, 1, "bench", transport, new LbObserver() {}, 512 << 10);
    private final ByteBuf message =
            Unpooled.directBuffer(EchoBalancer.MESSAGE_BYTES).writeZero(EchoBalancer.MESSAGE_BYTES);

    MemoryBalancer() {
        Serving pool = new Serving(Pools.serving(Algorithm.ROUND_ROBIN, BACKENDS, Pools.Weights.EQUAL));
        ListenerSpec spec = EchoBalancer.listener();
        ProxyListener listener =
                new ProxyListener(spec, pool, List.of(), List.of(worker), transport, new SessionLimit(MOST_SESSIONS));
        try {
            listener.commit(listener.prepare(spec, Map.of()), pool, List.of());
        } catch (BindException e) {
            throw new IllegalStateException(e); // memory has no port that could be taken
        }
        loop.runNow();
    }

    /** A client, and the balancer's end of its connection. */
    final class Client implements MemorySocket.Peer {
        private final MemorySocket connection;
        private long received;
        private boolean ended;

        private Client() {
            connection = transport.accept(this);
        }

        /** Sends one message and waits for all of its echo. */
        void roundTrip() {
            long awaited = received + message.readableBytes();
            connection.deliver(message, 0, message.readableBytes());
            while (received < awaited) {
                loop.runNow();
            }
        }

        /** Finishes, and waits for the end of the session. */
        void finish() {
            connection.deliverFin();
            while (!ended) {
                loop.runNow();
            }
        }

        @Override
        public void received(MemorySocket from, ByteBuf buffer, int index, int length) {
            received += length;
        }

        @Override
        public void finished(MemorySocket from) {
            ended = true;
        }
    }

    Client connect() {
        return new Client();
    }

    @Override
    public void close() {
        worker.closeAll(CloseReason.SHUTDOWN);
        loop.runNow();
        worker.release();
        message.release();
        loop.shutdownGracefully(0, 1, TimeUnit.SECONDS);
        while (!loop.isTerminated()) {
            loop.runNow();
        }
    }

    /** A pool whose backends neither fail nor fill up. */
    private record Serving(Pool pool) implements PoolHandle {
        @Override
        public PoolSnapshot snapshot() {
            return pool.snapshot();
        }

        @Override
        public void suspect(Backend backend, Suspicion suspicion) {}

        @Override
        public void rerouted(CloseReason cause) {}

        @Override
        public void connected() {}

        @Override
        public void standbyFailed(Backend standby, CloseReason cause) {}

        @Override
        public boolean queueing() {
            return false;
        }

        @Override
        public void slotFreed() {}

        @Override
        public void await(Waiter waiter, Wait why) {
            throw new IllegalStateException("nobody should have to wait");
        }
    }
}
