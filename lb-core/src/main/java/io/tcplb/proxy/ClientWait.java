package io.tcplb.proxy;

import io.tcplb.net.StreamSocket;
import io.tcplb.observe.CloseReason;
import io.tcplb.session.Wait;
import io.tcplb.session.Waiter;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * One client's waits for a backend. The client is left unread, but for a look when it seems to have hung up. Confined to
 * the session's event loop; the calls of {@link Waiter} may come from any thread and are passed on.
 */
final class ClientWait implements Waiter {
    private final Session session;
    private final Worker worker;
    private final StreamSocket client;
    private volatile boolean returning;
    private @Nullable Wait waitingFor;
    private long deadlineNanos;
    private long sinceNanos;
    private long waitedNanos;

    ClientWait(Session session, Worker worker, StreamSocket client) {
        this.session = session;
        this.worker = worker;
        this.client = client;
    }

    /**
     * Waits for {@code why}, for at most its limit in all, however often it is let go in vain; then the session ends.
     */
    void begin(Wait why, PoolHandle pool) {
        long now = worker.now();
        returning = why == waitingFor;
        if (!returning) {
            deadlineNanos = now + why.limit(pool.snapshot().spec()).toNanos();
        }
        waitingFor = why;
        sinceNanos = now;
        session.deadline(deadlineNanos);
        pool.await(this, why);
        try {
            client.watch(session);
            lookForHangUp();
        } catch (IOException e) {
            session.abort(CloseReason.INTERNAL_ERROR);
        }
    }

    /** Tells the one who has hung up from the one who has said all that it has to say. */
    void lookForHangUp() {
        if (!session.isWaiting()) {
            return;
        }
        if (client.failed()) {
            session.abort(CloseReason.CLIENT_RESET);
            return;
        }
        if (!client.peerMayHaveFinished() || session.hasEarly()) {
            return;
        }
        try {
            Early read = Early.read(client, worker.relayBuffer());
            if (read != null && read.finished() && !read.bytes().isReadable()) {
                read.release();
                session.finish(CloseReason.CLIENT_CLOSED);
            } else {
                session.keep(read);
            }
        } catch (IOException e) {
            session.abort(CloseReason.CLIENT_RESET);
        }
    }

    void expired() {
        session.abort(waitingFor == null ? CloseReason.NO_BACKEND : waitingFor.inVain());
    }

    /** A backend connection is there: the next wait is another one. */
    void over() {
        waitingFor = null;
    }

    long waitedNanos() {
        return waitedNanos;
    }

    @Override
    public void proceed() {
        worker.execute(() -> {
            if (session.isWaiting()) {
                waitedNanos += worker.now() - sinceNanos;
                session.letGo();
            }
        });
    }

    @Override
    public void giveUp(CloseReason reason) {
        worker.execute(() -> {
            if (session.isWaiting()) {
                session.abort(reason);
            }
        });
    }

    @Override
    public boolean gone() {
        return session.isClosed();
    }

    @Override
    public boolean returning() {
        return returning;
    }
}
