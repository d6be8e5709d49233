package io.tcplb.proxy;

import io.tcplb.backend.Backend;
import io.tcplb.health.Suspicion;
import io.tcplb.net.SocketOptions;
import io.tcplb.net.StreamSocket;
import io.tcplb.observe.CloseReason;
import io.tcplb.spec.PoolSpec;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The relay phase of one session: two flows, their ends and their time-outs. Confined to the session's event loop.
 *
 * <p>Counters and the time of the last activity live here and not in the loop that moves bytes, so that something else
 * could move them.
 */
final class Relay {
    /** Bytes reach the backend's counters at least this often while they flow. */
    private static final long FLUSH_NANOS = 1_000_000_000L;

    /** Sessions shorter than this never pay for keepalive and user time-out. */
    private static final long LONG_LIFE_NANOS = 1_000_000_000L;

    /** A broken connection's last bytes reach the other side within this, or are dropped. */
    private static final long LAST_WORDS_NANOS = 10_000_000_000L;

    private static final long LAST_WORDS_LOOK_NANOS = 10_000_000L;

    private final Session session;
    private final Worker worker;
    private final StreamSocket client;
    private final StreamSocket server;
    private final Backend backend;
    private final SocketOptions options;
    private final Flow toBackend;
    private final Flow toClient;
    private final FirstByte firstByte;
    private long lastActivityNanos;
    private long flushedNanos;
    private long flushedToBackend;
    private long flushedToClient;
    private boolean tuned;
    private boolean ended;
    private @Nullable CloseReason finishedFirst;
    private @Nullable CloseReason ending;
    private long lastWordsDeadlineNanos;

    Relay(
            Session session,
            StreamSocket client,
            StreamSocket server,
            Backend backend,
            SocketOptions options,
            PoolSpec pool) {
        this.session = session;
        this.worker = session.worker();
        this.client = client;
        this.server = server;
        this.backend = backend;
        this.options = options;
        this.toBackend = new Flow(client, server, worker.aside(), worker.turns());
        this.toClient = new Flow(server, client, worker.aside(), worker.turns());
        this.firstByte = new FirstByte(pool, backend, toBackend, toClient);
        this.lastActivityNanos = worker.now();
        this.flushedNanos = lastActivityNanos;
    }

    /**
     * Moves what the client has already sent before the client is watched: it costs no wake-up of its own.
     *
     * @param header what the backend is to hear before anything of the client's
     * @param early what has been read from the client before; taken over
     */
    void start(@Nullable ByteBuffer header, @Nullable Early early) {
        look(lastActivityNanos, LONG_LIFE_NANOS);
        if (worker.narrow()) {
            session.narrow(true);
        }
        if (header != null) {
            toBackend.begin(header);
        }
        if (early != null) {
            firstByte.resume(early);
            early.release();
        }
        move();
        if (!ended) {
            if (toBackend.bytes() == 0 && header == null) {
                server.completeHandshake(); // it may be the one that speaks first
            }
            try {
                client.watch(session);
            } catch (IOException e) {
                session.abort(CloseReason.INTERNAL_ERROR);
            }
        }
    }

    /**
     * Gives what the client has said to another backend, if this one has not answered and it may be said again. Returns
     * whether it did.
     */
    boolean replayed(CloseReason cause) {
        Early early = ending == null ? firstByte.replayable() : null;
        if (early == null) {
            return false;
        }
        session.replay(early, cause);
        return true;
    }

    long lastActivityNanos() {
        return lastActivityNanos;
    }

    long bytesToBackend() {
        return toBackend.bytes();
    }

    long bytesToClient() {
        return toClient.bytes();
    }

    /** Moves what can be moved both ways and draws the conclusions. */
    void move() {
        if (ending != null) {
            sayLastWords(ending);
            return;
        }
        long before = toBackend.bytes() + toClient.bytes();
        boolean wasBlocked = toBackend.blocked() || toClient.blocked();
        Flow.Outcome up = toBackend.pump(worker.relayBuffer());
        Flow.Outcome down = toClient.pump(worker.relayBuffer());
        if (firstByte.awaited()) {
            long now = worker.now();
            if (firstByte.moved(now)) {
                look(now, LONG_LIFE_NANOS);
            }
        }
        if (broken(up, CloseReason.CLIENT_RESET, CloseReason.BACKEND_RESET, toClient)) {
            return;
        }
        if (broken(down, CloseReason.BACKEND_RESET, CloseReason.CLIENT_RESET, toBackend)) {
            return;
        }
        if (wasBlocked || toBackend.bytes() + toClient.bytes() != before) {
            active();
        }
        if (finishes()) {
            return;
        }
        if (brokenWhileNotRead(client, CloseReason.CLIENT_RESET)
                || brokenWhileNotRead(server, CloseReason.BACKEND_RESET)) {
            return;
        }
        if (up == Flow.Outcome.MORE) {
            client.remind();
        }
        if (down == Flow.Outcome.MORE) {
            server.remind();
        }
    }

    private void active() {
        lastActivityNanos = worker.now();
        if (lastActivityNanos - flushedNanos >= FLUSH_NANOS) {
            flushCounters();
        }
    }

    private void flushCounters() {
        flushedNanos = lastActivityNanos;
        backend.relayed(toBackend.bytes() - flushedToBackend, toClient.bytes() - flushedToClient);
        flushedToBackend = toBackend.bytes();
        flushedToClient = toClient.bytes();
    }

    /**
     * Ends the session when a side is broken. What the broken side sent before still goes to the other one, as it would
     * have without a balancer in between; then that side is reset.
     */
    private boolean broken(Flow.Outcome outcome, CloseReason bySource, CloseReason bySink, Flow opposite) {
        if (outcome == Flow.Outcome.SOURCE_BROKEN) {
            end(bySource);
            return true;
        }
        if (outcome == Flow.Outcome.SINK_BROKEN) {
            opposite.pump(worker.relayBuffer());
            end(bySink);
            return true;
        }
        return false;
    }

    private void end(CloseReason reason) {
        if (reason != CloseReason.BACKEND_RESET || !replayed(reason)) {
            ending = reason;
            lastWordsDeadlineNanos = worker.now() + Math.min(LAST_WORDS_NANOS, atMost(halfCloseTimeout()));
            sayLastWords(reason);
        }
    }

    /**
     * Delivers what the broken side sent before it broke. A reset drops whatever the kernel still holds for its receiver,
     * so it waits until that has arrived: a server that answers and closes while its client is still sending resets, and
     * its answer must not be lost here when it would not be without a balancer.
     */
    private void sayLastWords(CloseReason reason) {
        Flow words = reason == CloseReason.CLIENT_RESET ? toBackend : toClient;
        StreamSocket listener = reason == CloseReason.CLIENT_RESET ? server : client;
        Flow.Outcome outcome = words.pump(worker.relayBuffer());
        long now = worker.now();
        boolean more = outcome == Flow.Outcome.MORE || words.blocked();
        boolean deaf = outcome == Flow.Outcome.SINK_BROKEN || now - lastWordsDeadlineNanos >= 0;
        if (deaf || (!more && listener.undelivered() == 0)) {
            session.abort(reason);
        } else {
            worker.deadlines().set(session, now + LAST_WORDS_LOOK_NANOS, now);
        }
    }

    private Duration halfCloseTimeout() {
        return session.spec().halfCloseTimeout();
    }

    /** A reset of a side that nobody reads, because the other one is slow or it has already finished. */
    private boolean brokenWhileNotRead(StreamSocket side, CloseReason reason) {
        if (side.failed() && side.takeError() != null) {
            end(reason);
            return true;
        }
        return false;
    }

    /** Forwards FINs that are due; returns whether the session has ended. */
    private boolean finishes() {
        if (toClient.sourceFinished() && toClient.bytes() == 0 && replayed(CloseReason.BACKEND_CLOSED)) {
            return true;
        }
        noteWhoFinishedFirst();
        if (finishedFirst != null && toBackend.emptied() && toClient.emptied()) {
            session.finish(finishedFirst); // close() sends the FIN that has not been forwarded
            return true;
        }
        return finish(toBackend, CloseReason.BACKEND_RESET, toClient)
                || finish(toClient, CloseReason.CLIENT_RESET, toBackend);
    }

    /** Of two that come in one turn the backend's counts: most often it answers and closes, and the client does so too. */
    private void noteWhoFinishedFirst() {
        if (finishedFirst == null && toClient.sourceFinished()) {
            finishedFirst = CloseReason.BACKEND_CLOSED;
        } else if (finishedFirst == null && toBackend.sourceFinished()) {
            finishedFirst = CloseReason.CLIENT_CLOSED;
        }
    }

    private boolean finish(Flow flow, CloseReason bySink, Flow opposite) {
        if (!flow.emptied() || flow.finForwarded()) {
            return false;
        }
        active();
        return broken(flow.forwardFin(), bySink, bySink, opposite);
    }

    /** The session's deadline came: a slow look at what is cheap to leave alone on every byte. */
    void expired(long nowNanos) {
        if (ending != null) {
            sayLastWords(ending);
            return;
        }
        if (!tuned) {
            tuned = true;
            server.tuneForLongLife(options);
        }
        flushCounters();
        if (firstByte.silenceCompletesAStreak(nowNanos)) {
            session.pool().suspect(backend, Suspicion.SILENCE);
        }
        Duration idle = session.spec().idleTimeout();
        Duration halfClose = halfCloseTimeout();
        boolean halfClosed = toBackend.sourceFinished() || toClient.sourceFinished();
        long idleLeft = left(idle, nowNanos);
        long halfCloseLeft = halfClosed ? left(halfClose, nowNanos) : Long.MAX_VALUE;
        if (halfCloseLeft <= 0) {
            session.abort(CloseReason.HALF_CLOSE_TIMEOUT);
        } else if (idleLeft <= 0) {
            endIdle();
        } else {
            look(nowNanos, Math.min(idleLeft, halfCloseLeft));
        }
    }

    /** A FIN tells an idle peer politely; bytes that nobody took are no polite end. */
    private void endIdle() {
        if (toBackend.blocked() || toClient.blocked()) {
            session.abort(CloseReason.IDLE_TIMEOUT);
        } else {
            session.finish(CloseReason.IDLE_TIMEOUT);
        }
    }

    /** Sets the next look: at {@code inNanos}, or sooner for what may be due before or begin after this look. */
    private void look(long nowNanos, long inNanos) {
        long begins = Math.min(atMost(session.spec().idleTimeout()), atMost(halfCloseTimeout()));
        long next = Math.min(Math.min(inNanos, begins), firstByte.nanosLeft(nowNanos));
        worker.deadlines().set(session, nowNanos + next, nowNanos);
    }

    private static long atMost(Duration timeout) {
        return timeout.isZero() ? Long.MAX_VALUE / 4 : timeout.toNanos();
    }

    private long left(Duration timeout, long nowNanos) {
        return timeout.isZero() ? Long.MAX_VALUE / 4 : lastActivityNanos + timeout.toNanos() - nowNanos;
    }

    void narrow(boolean narrow) {
        server.narrow(narrow, options);
    }

    /** Lets go of everything; the session has ended. */
    void close(boolean reset) {
        ended = true;
        firstByte.release();
        toBackend.release();
        toClient.release();
        flushCounters();
        if (reset) {
            server.reset();
        } else {
            server.close();
        }
    }
}
