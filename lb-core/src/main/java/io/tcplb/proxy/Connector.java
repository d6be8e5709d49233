package io.tcplb.proxy;

import io.tcplb.backend.Backend;
import io.tcplb.balance.Tried;
import io.tcplb.health.Suspicion;
import io.tcplb.net.ConnectFailure;
import io.tcplb.net.SocketOptions;
import io.tcplb.net.StreamSocket;
import io.tcplb.observe.CloseReason;
import io.tcplb.pool.PoolSnapshot;
import io.tcplb.spec.ConnectSpec;
import io.tcplb.spec.FailoverSpec.AllDown;
import io.tcplb.spec.PassiveSpec;
import io.tcplb.spec.PoolSpec;
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
    private final long flowHash;
    private final SocketOptions options;
    private Tried tried = Tried.NONE;
    private int attempts;
    private long firstAttemptNanos;
    private long attemptNanos;
    private @Nullable StreamSocket connecting;
    private @Nullable Backend backend;
    private @Nullable Backend proved;
    private @Nullable ConnectFailure lastFailure;
    private @Nullable PassiveSpec passive;

    Connector(Session session, Worker worker, PoolHandle pool, long flowHash, SocketOptions options) {
        this.session = session;
        this.worker = worker;
        this.pool = pool;
        this.flowHash = flowHash;
        this.options = options;
    }

    /** Starts for a new client, behind those who already wait for a slot. */
    void begin() {
        if (pool.queueing()) {
            PoolSpec spec = pool.snapshot().spec();
            session.await(PoolHandle.Wait.QUEUE, spec.queue().timeout(), CloseReason.QUEUE_TIMEOUT);
        } else {
            next();
        }
    }

    /** Waiting is over: everybody deserves another look, those who failed before as well. */
    void letGo() {
        tried = Tried.NONE;
        lastFailure = null;
        attempts = 0;
        next();
    }

    /** The session's backend failed after the connect, before its first answer byte. */
    void again(Backend failed, CloseReason cause) {
        remember(failed);
        lastFailure = new ConnectFailure(cause, false);
        attempts = 0;
        next();
    }

    /** Tries backends until a connect is under way or the session has ended or waits. */
    private void next() {
        while (true) {
            PoolSnapshot snapshot = pool.snapshot(); // re-read: it may have changed since the last attempt
            ConnectSpec spec = snapshot.spec().connect();
            long now = worker.now();
            if (attempts == 0) {
                firstAttemptNanos = now;
            }
            long deadline = firstAttemptNanos + spec.deadline().toNanos();
            ConnectFailure failure = lastFailure;
            if (failure != null && (attempts >= spec.attempts() || now - deadline >= 0)) {
                giveUp(failure.reason());
                return;
            }
            boolean first = tried.isEmpty();
            Backend picked = snapshot.pick(flowHash, tried);
            if (picked == null) {
                nobody(snapshot, failure);
                return;
            }
            if (failure != null) {
                pool.rerouted(failure.reason());
            }
            proved = first && picked == snapshot.trickle().standby() ? picked : null;
            passive = snapshot.spec().passive();
            if (attempt(picked, spec, now, Math.min(now + spec.timeout().toNanos(), deadline))) {
                return;
            }
        }
    }

    private void nobody(PoolSnapshot snapshot, @Nullable ConnectFailure failure) {
        PoolSpec spec = snapshot.spec();
        if (snapshot.state() == PoolSnapshot.State.CHECKING && failure == null) {
            session.await(PoolHandle.Wait.PROBES, spec.health().timeout(), CloseReason.NO_BACKEND);
        } else if (snapshot.anyServing() && failure == null) {
            queue(spec);
        } else if (spec.failover().allDown() == AllDown.HOLD) {
            session.await(PoolHandle.Wait.HOLD, spec.failover().hold().timeout(), CloseReason.HOLD_TIMEOUT);
        } else {
            giveUp(failure == null ? CloseReason.NO_BACKEND : failure.reason());
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

    private void queue(PoolSpec spec) {
        if (spec.queue().max() == 0 || spec.queue().timeout().isZero()) {
            session.abort(CloseReason.NO_BACKEND);
        } else {
            session.await(PoolHandle.Wait.QUEUE, spec.queue().timeout(), CloseReason.QUEUE_TIMEOUT);
        }
    }

    /** Returns whether a connect is under way. */
    private boolean attempt(Backend picked, ConnectSpec spec, long now, long deadline) {
        attempts++;
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
            session.deadline(deadline);
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
        forget(abandoned);
        lastFailure = lastFailure == null ? new ConnectFailure(CloseReason.BACKEND_DOWN, false) : lastFailure;
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
        forget(failing);
        lastFailure = failure;
        failing.connectFailed(failure.reason());
        if (failing == proved) {
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

    private void forget(Backend failing) {
        cancel();
        worker.deadlines().clear(session);
        session.giveBack();
        backend = null;
        remember(failing);
    }

    private void remember(Backend failing) {
        if (tried == Tried.NONE) {
            tried = new Tried();
        }
        tried.add(failing);
    }
}
