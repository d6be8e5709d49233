package io.tcplb.proxy;

import io.tcplb.backend.Backend;
import io.tcplb.health.Suspicion;
import io.tcplb.net.ConnectFailure;
import io.tcplb.net.SocketOptions;
import io.tcplb.net.StreamSocket;
import io.tcplb.observe.CloseReason;
import io.tcplb.pool.PoolSnapshot;
import io.tcplb.session.Search;
import io.tcplb.session.Wait;
import io.tcplb.spec.ConnectSpec;
import io.tcplb.spec.PassiveSpec;
import java.io.IOException;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * Finds a backend connection for one session: pick, connect, and on failure another backend, until the attempts or the
 * deadline are used up (session rule 1). What the client has said stays in its socket or with the session, so nothing
 * can be lost. Confined to the session's event loop.
 */
final class Connector {
    private final Session session;
    private final Worker worker;
    private final PoolHandle pool;
    private final SocketOptions options;
    private final Search search;
    private long attemptNanos;
    private @Nullable StreamSocket connecting;
    private @Nullable Backend backend;
    private @Nullable PassiveSpec passive;

    Connector(Session session, Worker worker, PoolHandle pool, long flowHash, SocketOptions options) {
        this.session = session;
        this.worker = worker;
        this.pool = pool;
        this.options = options;
        this.search = new Search(flowHash);
    }

    /** Starts for a new client, behind those who already wait for a slot. */
    void begin() {
        if (pool.queueing()) {
            session.await(Wait.QUEUE);
        } else {
            next();
        }
    }

    /** Waiting is over: everybody deserves another look, those who failed before as well. */
    void letGo() {
        search.letGo();
        next();
    }

    /** The session's backend failed after the connect, before its first answer byte. */
    void again(Backend failed, CloseReason cause) {
        search.again(failed, cause);
        next();
    }

    /** Tries backends until a connect is under way or the session has ended or waits. */
    private void next() {
        while (true) {
            PoolSnapshot snapshot = pool.snapshot(); // re-read: it may have changed since the last attempt
            long now = worker.now();
            switch (search.next(snapshot, now)) {
                case WAIT -> {
                    session.await(search.awaited());
                    return;
                }
                case GIVE_UP -> {
                    giveUp(search.reason());
                    return;
                }
                case CONNECT -> {
                    CloseReason cause = search.rerouteCause();
                    if (cause != null) {
                        pool.rerouted(cause);
                    }
                    passive = snapshot.spec().passive();
                    if (attempt(search.picked(), snapshot.spec().connect(), now)) {
                        return;
                    }
                }
            }
        }
    }

    /** The client hears what it would have heard from the last backend. */
    private void giveUp(CloseReason reason) {
        if (reason == CloseReason.BACKEND_CLOSED) {
            session.finish(reason);
        } else {
            session.abort(reason);
        }
    }

    /** Returns whether a connect is under way. */
    private boolean attempt(Backend picked, ConnectSpec spec, long now) {
        attemptNanos = now;
        backend = picked;
        session.hold(picked);
        InetSocketAddress target = picked.address();
        if (target == null) {
            failed(new ConnectFailure(CloseReason.CONNECT_ERROR, true)); // it lost its address since the snapshot
            return false;
        }
        try {
            connecting = worker.transport().connect(worker.net(), target, source(spec), options, session);
            session.deadline(search.deadlineNanos());
            return true;
        } catch (IOException e) {
            failed(ConnectFailure.of(e));
            return false;
        }
    }

    private static @Nullable InetSocketAddress source(ConnectSpec spec) {
        return spec.source().isEmpty() ? null : new InetSocketAddress(spec.source(), 0);
    }

    /** The connect may have ended. */
    void ready() {
        StreamSocket socket = connecting;
        if (socket == null) {
            return;
        }
        try {
            if (socket.finishConnect()) {
                connecting = null;
                backend = null;
                worker.deadlines().clear(session);
                session.connected(socket, worker.now() - attemptNanos);
            }
        } catch (IOException e) {
            failed(ConnectFailure.of(e));
            next();
        }
    }

    void timedOut() {
        failed(ConnectFailure.TIMEOUT);
        next();
    }

    /**
     * The backend went down meanwhile: not this attempt's verdict on it, but no place to wait either. Returns whether a
     * connect was under way.
     */
    boolean abandon() {
        Backend abandoned = backend;
        if (abandoned == null || connecting == null) {
            return false;
        }
        forget();
        search.abandoned(abandoned);
        next();
        return true;
    }

    /** Closes what is under way; the session has ended. */
    void cancel() {
        if (connecting != null) {
            connecting.reset();
            connecting = null;
        }
    }

    private void failed(ConnectFailure failure) {
        Backend failing = backend;
        if (failing == null) {
            return;
        }
        forget();
        search.failed(failing, failure.reason());
        failing.connectFailed(failure.reason());
        if (search.proving()) {
            pool.standbyFailed(failing, failure.reason());
        }
        PassiveSpec rules = passive;
        if (!failure.local()
                && rules != null
                && rules.action() != PassiveSpec.Action.OFF
                && failing.failed() == rules.failures()) {
            pool.suspect(failing, Suspicion.CONNECTS);
        }
    }

    private void forget() {
        cancel();
        worker.deadlines().clear(session);
        session.giveBack();
        backend = null;
    }
}
