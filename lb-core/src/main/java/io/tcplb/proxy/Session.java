package io.tcplb.proxy;

import io.tcplb.admission.Ticket;
import io.tcplb.backend.Backend;
import io.tcplb.net.StreamSocket;
import io.tcplb.observe.CloseReason;
import io.tcplb.observe.SessionSummary;
import io.tcplb.observe.SessionView;
import io.tcplb.preface.ProxyHeader;
import io.tcplb.session.Wait;
import io.tcplb.spec.ListenerSpec;
import io.tcplb.spec.PoolSpec;
import io.tcplb.spec.ProxyProtocol;
import java.net.InetSocketAddress;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One client's trip through the balancer, from accept to its one close reason. Confined to its worker's event loop.
 *
 * <p>{@code GREETING} belongs to {@link Greeting}, {@code CONNECTING} to {@link Connector}, {@code WAITING} to {@link
 * ClientWait}, {@code RELAYING} to {@link Relay}; this class owns what outlives them: the client, the slot, the deadline and
 * the end.
 */
final class Session extends Deadlines.Entry implements StreamSocket.Listener {
    private enum Phase {
        GREETING,
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
    private final Terms terms;
    private final StreamSocket client;
    private final long id;
    private final long acceptedNanos;
    private volatile boolean closed;
    private Phase phase = Phase.CONNECTING;
    private @Nullable Ticket ticket;
    private Origin origin;
    private PoolHandle pool;
    private Connector connector;
    private @Nullable Greeting greeting;
    private @Nullable Relay relay;
    private @Nullable Backend backend;
    private @Nullable Early early;
    private @Nullable ClientWait wait;
    private long connectNanos;
    private int attempts;

    /** @param ticket what admission knows of this client, given back at the end; {@code null} when it is yet to say who it is */
    Session(
            Worker worker,
            ProxyListener listener,
            Terms terms,
            StreamSocket client,
            @Nullable InetSocketAddress peer,
            @Nullable Ticket ticket) {
        this.worker = worker;
        this.listener = listener;
        this.terms = terms;
        this.client = client;
        this.origin = new Origin(peer, null);
        this.ticket = ticket;
        this.pool = terms.pool();
        this.id = worker.nextSessionId();
        this.acceptedNanos = worker.now();
        this.connector = new Connector(this, worker, pool, FlowHash.of(peer), terms.options());
        worker.table().add(this);
    }

    /** Listens to what the client has to say first, if anything, and searches for a backend. */
    void start() {
        guarded(this::begin);
    }

    private void begin() {
        if (!terms.expectsPreface()) {
            connector.begin();
            return;
        }
        phase = Phase.GREETING;
        Greeting first = new Greeting(this, client, worker, terms);
        greeting = first;
        first.begin(acceptedNanos);
    }

    // ---- while greeting

    /** The proxy in front has said who its client is. Returns whether that one is let in. */
    boolean announced(ProxyHeader header) {
        origin = origin.announcedBy(header);
        Ticket admitted = listener.admission().admit(origin.address(), worker.now());
        ticket = admitted;
        CloseReason refusal = admitted.refusal();
        if (refusal != null) {
            listener.stats().rejected(refusal);
            abort(refusal);
        }
        return refusal == null;
    }

    /** The client has said what it has to say first, and it leads to {@code target}. */
    void greeted(PoolHandle target) {
        Greeting over = Objects.requireNonNull(greeting, "greeted once");
        greeting = null;
        early = over.rest();
        worker.deadlines().clear(this);
        pool = target;
        connector = new Connector(this, worker, pool, FlowHash.of(origin.peer()), terms.options());
        phase = Phase.CONNECTING;
        connector.begin();
    }

    void malformed(String why) {
        listener.warnNowAndThen(worker.now(), "refused what " + origin.words() + " said first: " + why);
        abort(CloseReason.PREFACE_INVALID);
    }

    Worker worker() {
        return worker;
    }

    ListenerSpec spec() {
        return terms.spec();
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

    void await(Wait why) {
        phase = Phase.WAITING;
        if (wait == null) {
            wait = new ClientWait(this, worker, client);
        }
        wait.begin(why, pool);
    }

    boolean isWaiting() {
        return phase == Phase.WAITING;
    }

    /** Waiting is over: looks for a backend again. */
    void letGo() {
        phase = Phase.CONNECTING;
        worker.deadlines().clear(this);
        connector.letGo();
    }

    boolean hasEarly() {
        return early != null;
    }

    /** Keeps what the client has said until there is a backend for it. */
    void keep(@Nullable Early said) {
        early = said;
    }

    /** A backend connection is there: relays from now on. */
    void connected(StreamSocket socket, long nanos) {
        Backend held = Objects.requireNonNull(backend, "a connect holds a slot");
        held.connected(nanos);
        pool.connected();
        connectNanos = Math.max(1, nanos);
        if (wait != null) {
            wait.over();
        }
        phase = Phase.RELAYING;
        PoolSpec spec = pool.snapshot().spec();
        Relay next = new Relay(this, client, socket, held, terms.options(), spec);
        relay = next;
        Early given = early;
        early = null;
        ProxyProtocol version = spec.proxyProtocol();
        next.start(
                version == ProxyProtocol.OFF ? null : origin.header(version, client, worker.instance() + "-" + id),
                given);
    }

    /** Holds the buffers of both sides small, or lets them grow. */
    void narrow(boolean narrow) {
        client.narrow(narrow, terms.options());
        if (relay != null) {
            relay.narrow(narrow);
        }
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
        } catch (RuntimeException | OutOfMemoryError e) {
            fail(e);
        }
    }

    /** Whatever goes wrong in one session ends that session, and no other event of the same batch is lost. */
    void guarded(Runnable work) {
        try {
            work.run();
        } catch (RuntimeException | OutOfMemoryError e) {
            fail(e);
        }
    }

    /** Running out of direct memory, which Netty counts, ends the session that asked for more of it, and no other. */
    private void fail(Throwable e) {
        worker.observer().warning("session=" + id + " ended by an internal error: " + e);
        abort(CloseReason.INTERNAL_ERROR);
    }

    private void hear(StreamSocket socket) {
        switch (phase) {
            case GREETING -> {
                if (greeting != null) {
                    greeting.hear();
                }
            }
            case CONNECTING -> {
                if (socket != client) {
                    connector.ready();
                }
            }
            case WAITING -> {
                if (wait != null) {
                    wait.lookForHangUp();
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
        guarded(() -> overdue(nowNanos));
    }

    private void overdue(long nowNanos) {
        switch (phase) {
            case GREETING -> abort(CloseReason.PREFACE_TIMEOUT);
            case CONNECTING -> connector.timedOut();
            case WAITING -> {
                if (wait != null) {
                    wait.expired();
                }
            }
            case RELAYING -> {
                if (relay != null) {
                    relay.expired(nowNanos);
                }
            }
            case CLOSED -> {}
        }
    }

    /** Whether it has ended. Safe from any thread. */
    boolean isClosed() {
        return closed;
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
        if (greeting != null) {
            greeting.release();
        }
        if (ticket != null) {
            ticket.release();
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
                spec().name(),
                origin.peer(),
                pool.snapshot().spec().name(),
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
                spec().name(),
                origin.peer(),
                pool.snapshot().spec().name(),
                backend == null ? "" : backend.id(),
                attempts,
                relay == null ? 0 : relay.bytesToBackend(),
                relay == null ? 0 : relay.bytesToClient(),
                wait == null ? 0 : wait.waitedNanos(),
                connectNanos,
                now - acceptedNanos,
                reason);
    }
}
