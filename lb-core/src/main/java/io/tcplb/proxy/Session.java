package io.tcplb.proxy;

import io.tcplb.backend.Backend;
import io.tcplb.net.StreamSocket;
import io.tcplb.observe.CloseReason;
import io.tcplb.observe.SessionSummary;
import io.tcplb.observe.SessionView;
import io.tcplb.session.Wait;
import io.tcplb.session.Waiter;
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
final class Session extends Deadlines.Entry implements StreamSocket.Listener, Waiter {
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
    private final Connector connector;
    private final long id;
    private final long acceptedNanos;
    private volatile boolean closed;
    private volatile boolean returning;
    private Phase phase = Phase.CONNECTING;
    private @Nullable Relay relay;
    private @Nullable Backend backend;
    private @Nullable Early early;
    private @Nullable Wait waitingFor;
    private long waitDeadlineNanos;
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
        this.connector = new Connector(this, worker, pool, FlowHash.of(peer), listener.options());
        worker.table().add(this);
    }

    /** Begins the search for a backend. */
    void start() {
        guarded(this::begin);
    }

    private void begin() {
        connector.begin();
    }

    Worker worker() {
        return worker;
    }

    ListenerSpec spec() {
        return spec;
    }

    PoolHandle pool() {
        return pool;
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
            pool.slotFreed();
            worker.table().assign(this, null);
        }
    }

    void deadline(long atNanos) {
        worker.deadlines().set(this, atNanos, worker.now());
    }

    /**
     * Waits for {@code why}, for at most its limit in all, however often it is let go in vain; then the session ends.
     */
    void await(Wait why) {
        long now = worker.now();
        returning = why == waitingFor;
        if (!returning) {
            waitDeadlineNanos = now + why.limit(pool.snapshot().spec()).toNanos();
        }
        waitingFor = why;
        waitingSinceNanos = now;
        phase = Phase.WAITING;
        deadline(waitDeadlineNanos);
        pool.await(this, why);
        try {
            client.watch(this);
            lookForHangUp();
        } catch (IOException e) {
            abort(CloseReason.INTERNAL_ERROR);
        }
    }

    /** A backend connection is there: relays from now on. */
    void connected(StreamSocket socket, long nanos) {
        Backend held = Objects.requireNonNull(backend, "a connect holds a slot");
        held.connected(nanos);
        pool.connected();
        connectNanos = Math.max(1, nanos);
        waitingFor = null;
        phase = Phase.RELAYING;
        Relay next = new Relay(
                this, client, socket, held, listener.options(), pool.snapshot().spec());
        relay = next;
        Early given = early;
        early = null;
        next.start(given);
    }

    /**
     * The backend died before its first answer byte and what the client has said may be said again: another one is
     * given it, and the client sees a delay.
     */
    void replay(Early given, CloseReason cause) {
        Relay dead = Objects.requireNonNull(relay, "only a relay replays");
        Backend failed = Objects.requireNonNull(backend, "a relay holds a slot");
        relay = null;
        dead.close(true);
        worker.deadlines().clear(this);
        early = given;
        phase = Phase.CONNECTING;
        giveBack();
        connector.again(failed, cause);
    }

    // ---- events

    @Override
    public void ready(StreamSocket socket) {
        try {
            hear(socket);
        } catch (RuntimeException e) {
            fail(e);
        }
    }

    /** Whatever goes wrong in one session ends that session, and no other event of the same batch is lost. */
    void guarded(Runnable work) {
        try {
            work.run();
        } catch (RuntimeException e) {
            fail(e);
        }
    }

    private void fail(RuntimeException e) {
        worker.observer().warning("session=" + id + " ended by an internal error: " + e);
        abort(CloseReason.INTERNAL_ERROR);
    }

    private void hear(StreamSocket socket) {
        switch (phase) {
            case CONNECTING -> {
                if (socket != client) {
                    connector.ready();
                }
            }
            case WAITING -> lookForHangUp();
            case RELAYING -> {
                if (relay != null) {
                    relay.move();
                }
            }
            case CLOSED -> {}
        }
    }

    /**
     * A client that waits is left unread, unless it seems to have finished: then a look tells the one who has hung up
     * from the one who has said all that it has to say.
     */
    private void lookForHangUp() {
        if (phase != Phase.WAITING) {
            return;
        }
        if (client.failed()) {
            abort(CloseReason.CLIENT_RESET);
            return;
        }
        if (!client.peerMayHaveFinished() || early != null) {
            return;
        }
        try {
            Early read = Early.read(client, worker.relayBuffer());
            if (read != null && read.finished() && !read.bytes().isReadable()) {
                read.release();
                finish(CloseReason.CLIENT_CLOSED);
            } else {
                early = read;
            }
        } catch (IOException e) {
            abort(CloseReason.CLIENT_RESET);
        }
    }

    @Override
    void expired(long nowNanos) {
        guarded(() -> overdue(nowNanos));
    }

    private void overdue(long nowNanos) {
        switch (phase) {
            case CONNECTING -> connector.timedOut();
            case WAITING -> abort(waitingFor == null ? CloseReason.NO_BACKEND : waitingFor.inVain());
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
            if (phase == Phase.WAITING) {
                waitedNanos += worker.now() - waitingSinceNanos;
                phase = Phase.CONNECTING;
                worker.deadlines().clear(this);
                connector.letGo();
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

    @Override
    public boolean returning() {
        return returning;
    }

    /** Returns when bytes last moved, on the worker's ticker; sessions that still look for a backend are not idle. */
    long lastActivityNanos() {
        return relay == null ? Long.MAX_VALUE : relay.lastActivityNanos();
    }

    /** The backend is being taken away: whoever can goes to another one, the others end. */
    void evicted(CloseReason reason) {
        if (!movedElsewhere(reason)) {
            abort(reason);
        }
    }

    /** The backend went down or was ejected: whoever still waits for its connect or its first answer byte moves on. */
    void rerouted() {
        movedElsewhere(CloseReason.BACKEND_DOWN);
    }

    private boolean movedElsewhere(CloseReason cause) {
        if (phase == Phase.CONNECTING) {
            return connector.abandon();
        }
        return phase == Phase.RELAYING && relay != null && relay.replayed(cause);
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
        connector.cancel();
        if (relay != null) {
            relay.close(reset);
        }
        if (early != null) {
            early.release();
        }
        worker.table().remove(this);
        Backend held = backend;
        if (held != null) {
            held.release();
            pool.slotFreed();
        }
        listener.limit().closed();
        listener.stats().ended(reason, now - acceptedNanos);
        worker.observer().sessionEnded(summary(reason, now));
    }

    long id() {
        return id;
    }

    SessionView view() {
        long now = worker.now();
        return new SessionView(
                id,
                spec.name(),
                peer,
                spec.pool(),
                backend == null ? "" : backend.id(),
                phase.name().toLowerCase(java.util.Locale.ROOT),
                relay == null ? 0 : relay.bytesToBackend(),
                relay == null ? 0 : relay.bytesToClient(),
                now - acceptedNanos,
                relay == null ? 0 : now - relay.lastActivityNanos());
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
}
