package io.tcplb.proxy;

import io.tcplb.backend.Backend;
import io.tcplb.net.ConnectFailure;
import io.tcplb.net.StreamSocket;
import io.tcplb.observe.CloseReason;
import io.tcplb.observe.SessionSummary;
import io.tcplb.spec.ListenerSpec;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One client's trip through the balancer, from accept to its one close reason. Confined to its worker's event loop; the
 * waiting calls may come from any thread and are passed on.
 *
 * <p>{@code CONNECTING} belongs to {@link Connector}, {@code RELAYING} to {@link Relay}; this class owns what outlives
 * both: the client, the slot, the deadline and the end.
 */
final class Session extends Deadlines.Entry implements StreamSocket.Listener, PoolHandle.Waiter {
    private enum Phase {
        CONNECTING,
        WAITING,
        RELAYING,
        CLOSED
    }

    // Links of SessionTable, which alone touches them.
    @Nullable
    Session older;

    @Nullable
    Session newer;

    SessionTable.@Nullable Bucket bucket;

    private final Worker worker;
    private final ProxyListener listener;
    private final ListenerSpec spec;
    private final StreamSocket client;
    private final @Nullable InetSocketAddress peer;
    private final PoolHandle pool;
    private final long id;
    private final long acceptedNanos;
    private volatile boolean closed;
    private Phase phase = Phase.CONNECTING;
    private @Nullable Connector connector;
    private @Nullable Relay relay;
    private @Nullable Backend backend;
    private CloseReason waitEnds = CloseReason.NO_BACKEND;
    private long waitingSinceNanos;
    private long waitedNanos;
    private long connectNanos;
    private int attempts;

    Session(
            Worker worker,
            ProxyListener listener,
            ListenerSpec spec,
            StreamSocket client,
            @Nullable InetSocketAddress peer) {
        this.worker = worker;
        this.listener = listener;
        this.spec = spec;
        this.client = client;
        this.peer = peer;
        this.pool = listener.pool();
        this.id = worker.nextSessionId();
        this.acceptedNanos = worker.now();
        worker.table().add(this);
    }

    /** Begins the search for a backend. */
    void start() {
        connector = new Connector(this, worker, pool, FlowHash.of(peer), listener.options());
        connector.next();
    }

    Worker worker() {
        return worker;
    }

    ListenerSpec spec() {
        return spec;
    }

    StreamSocket client() {
        return client;
    }

    // ---- while connecting

    /** Holds a slot of {@code picked}, which the caller has taken, until {@link #giveBack} or the end. */
    void hold(Backend picked) {
        assert backend == null;
        backend = picked;
        attempts++;
        worker.table().assign(this, picked);
    }

    void giveBack() {
        Backend held = backend;
        if (held != null) {
            backend = null;
            held.release();
            worker.table().assign(this, null);
        }
    }

    void deadline(long atNanos) {
        worker.deadlines().set(this, atNanos, worker.now());
    }

    /** Waits until somebody serves, for at most {@code nanos}; then the session ends with {@code reason}. */
    void await(long nanos, CloseReason reason) {
        long now = worker.now();
        phase = Phase.WAITING;
        waitEnds = reason;
        waitingSinceNanos = now;
        deadline(now + nanos);
        pool.await(this);
        try {
            client.watch(this); // a client that hangs up while it waits is noticed
        } catch (IOException e) {
            abort(CloseReason.INTERNAL_ERROR);
        }
    }

    /** A backend connection is there: relays from now on. */
    void connected(StreamSocket socket, long nanos) {
        Backend held = Objects.requireNonNull(backend, "a connect holds a slot");
        held.connected(nanos);
        connectNanos = Math.max(1, nanos);
        connector = null;
        phase = Phase.RELAYING;
        relay = new Relay(this, client, socket, held, listener.options());
        relay.start();
    }

    // ---- events

    @Override
    public void ready(StreamSocket socket) {
        switch (phase) {
            case CONNECTING -> {
                if (connector != null && socket != client) {
                    connector.ready();
                }
            }
            case WAITING -> {
                if (client.failed()) {
                    abort(CloseReason.CLIENT_RESET);
                }
            }
            case RELAYING -> {
                if (relay != null) {
                    relay.move();
                }
            }
            case CLOSED -> {}
        }
    }

    @Override
    void expired(long nowNanos) {
        switch (phase) {
            case CONNECTING -> {
                if (connector != null) {
                    connector.timedOut();
                }
            }
            case WAITING -> abort(waitEnds);
            case RELAYING -> {
                if (relay != null) {
                    relay.expired(nowNanos);
                }
            }
            case CLOSED -> {}
        }
    }

    @Override
    public void proceed() {
        worker.execute(() -> {
            if (phase == Phase.WAITING && connector != null) {
                waitedNanos += worker.now() - waitingSinceNanos;
                phase = Phase.CONNECTING;
                worker.deadlines().clear(this);
                connector.next();
            }
        });
    }

    @Override
    public void giveUp(CloseReason reason) {
        worker.execute(() -> {
            if (phase == Phase.WAITING) {
                abort(reason);
            }
        });
    }

    @Override
    public boolean gone() {
        return closed;
    }

    /** The backend is being taken away: a session that is still connecting goes to another one. */
    void evicted(CloseReason reason) {
        if (phase == Phase.CONNECTING) {
            rerouted();
        } else {
            abort(reason);
        }
    }

    /** The backend went down: there is no point in connecting to it any longer. */
    void rerouted() {
        if (phase == Phase.CONNECTING && connector != null) {
            connector.abandon();
        }
    }

    // ---- the end

    /** Ends with a FIN to both sides: everything has been delivered, or nothing was under way. */
    void finish(CloseReason reason) {
        end(reason, false);
    }

    /** Ends with a reset to both sides, so that nobody takes a part for the whole. */
    void abort(CloseReason reason) {
        end(reason, true);
    }

    private void end(CloseReason reason, boolean reset) {
        assert worker.net().inLoop();
        if (phase == Phase.CLOSED) {
            return;
        }
        long now = worker.now();
        phase = Phase.CLOSED;
        closed = true;
        worker.deadlines().clear(this);
        if (reset) {
            client.reset();
        } else {
            client.close();
        }
        if (connector != null) {
            connector.cancel();
        }
        if (relay != null) {
            relay.close(reset);
        }
        worker.table().remove(this);
        Backend held = backend;
        if (held != null) {
            held.release();
        }
        listener.limit().closed();
        listener.stats().ended(reason, now - acceptedNanos);
        worker.observer().sessionEnded(summary(reason, now));
    }

    private SessionSummary summary(CloseReason reason, long now) {
        return new SessionSummary(
                id,
                spec.name(),
                peer,
                spec.pool(),
                backend == null ? "" : backend.id(),
                attempts,
                relay == null ? 0 : relay.bytesToBackend(),
                relay == null ? 0 : relay.bytesToClient(),
                waitedNanos,
                connectNanos,
                now - acceptedNanos,
                reason);
    }

    /** Ends because every attempt failed. */
    void failed(ConnectFailure failure) {
        abort(failure.reason());
    }
}
