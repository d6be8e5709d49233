package io.tcplb.session;

import io.tcplb.backend.Backend;
import io.tcplb.balance.Tried;
import io.tcplb.observe.CloseReason;
import io.tcplb.pool.PoolSnapshot;
import io.tcplb.spec.ConnectSpec;
import io.tcplb.spec.FailoverSpec.AllDown;
import io.tcplb.spec.PoolSpec;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One session's search for a backend (session rule 1): which one to try next, whether to wait, when to give up. The pool
 * is looked at anew for every try. Allocates nothing until something has failed. Confined to one thread.
 */
public final class Search {
    /** What to do next. */
    public enum Next {
        /** Connect to {@link #picked}, a slot of which has been taken, until {@link #deadlineNanos}. */
        CONNECT,
        /** Wait for {@link #awaited}, then {@link #letGo} and ask again. */
        WAIT,
        /** End with {@link #reason}. */
        GIVE_UP
    }

    private final long flowHash;
    private Tried tried = Tried.NONE;
    private int attempts;
    private long firstAttemptNanos;
    private @Nullable CloseReason lastFailure;
    private @Nullable CloseReason rerouteCause;
    private @Nullable Backend picked;
    private boolean proving;
    private long deadlineNanos;
    private Wait wait = Wait.PROBES;
    private CloseReason reason = CloseReason.NO_BACKEND;

    /** @param flowHash identifies the client */
    public Search(long flowHash) {
        this.flowHash = flowHash;
    }

    /** Decides. A slot of the picked backend is the caller's, to be released. */
    public Next next(PoolSnapshot snapshot, long nowNanos) {
        ConnectSpec spec = snapshot.spec().connect();
        if (attempts == 0) {
            firstAttemptNanos = nowNanos;
        }
        long lastMoment = firstAttemptNanos + spec.deadline().toNanos();
        CloseReason failure = lastFailure;
        if (failure != null && (attempts >= spec.attempts() || nowNanos - lastMoment >= 0)) {
            return giveUp(failure);
        }
        boolean first = tried.isEmpty();
        Backend candidate = snapshot.pick(flowHash, tried);
        if (candidate == null) {
            return nobody(snapshot, failure);
        }
        attempts++;
        picked = candidate;
        rerouteCause = failure;
        proving = first && candidate == snapshot.trickle().standby();
        deadlineNanos = Math.min(nowNanos + spec.timeout().toNanos(), lastMoment);
        return Next.CONNECT;
    }

    private Next nobody(PoolSnapshot snapshot, @Nullable CloseReason failure) {
        PoolSpec spec = snapshot.spec();
        if (snapshot.state() == PoolSnapshot.State.CHECKING && failure == null) {
            return waitFor(Wait.PROBES);
        }
        if (snapshot.anyServing() && failure == null) {
            boolean mayQueue = spec.queue().max() > 0 && !spec.queue().timeout().isZero();
            return mayQueue ? waitFor(Wait.QUEUE) : giveUp(CloseReason.NO_BACKEND);
        }
        if (spec.failover().allDown() == AllDown.HOLD) {
            return waitFor(Wait.HOLD);
        }
        return giveUp(failure == null ? CloseReason.NO_BACKEND : failure);
    }

    private Next waitFor(Wait what) {
        wait = what;
        return Next.WAIT;
    }

    private Next giveUp(CloseReason why) {
        reason = why;
        return Next.GIVE_UP;
    }

    /** The connect to {@code backend} failed. */
    public void failed(Backend backend, CloseReason why) {
        remember(backend);
        lastFailure = why;
    }

    /** The connect to {@code backend} was abandoned because it went down: not this attempt's verdict on it. */
    public void abandoned(Backend backend) {
        remember(backend);
        lastFailure = lastFailure == null ? CloseReason.BACKEND_DOWN : lastFailure;
    }

    /** {@code backend} failed after the connect, before its first answer byte: another one gets all the attempts. */
    public void again(Backend backend, CloseReason why) {
        failed(backend, why);
        attempts = 0;
    }

    /** Waiting is over: everybody deserves another look, those who failed before as well. */
    public void letGo() {
        tried = Tried.NONE;
        lastFailure = null;
        attempts = 0;
    }

    private void remember(Backend backend) {
        if (tried == Tried.NONE) {
            tried = new Tried();
        }
        tried.add(backend);
    }

    /** After {@link Next#CONNECT}. */
    public Backend picked() {
        return Objects.requireNonNull(picked);
    }

    /** After {@link Next#CONNECT}: whether this session is to prove the standby. */
    public boolean proving() {
        return proving;
    }

    /** After {@link Next#CONNECT}: what sends the session to another backend; {@code null} on a first try. */
    public @Nullable CloseReason rerouteCause() {
        return rerouteCause;
    }

    /** After {@link Next#CONNECT}: when this attempt times out. */
    public long deadlineNanos() {
        return deadlineNanos;
    }

    /** After {@link Next#WAIT}. */
    public Wait awaited() {
        return wait;
    }

    /** After {@link Next#GIVE_UP}. */
    public CloseReason reason() {
        return reason;
    }
}
