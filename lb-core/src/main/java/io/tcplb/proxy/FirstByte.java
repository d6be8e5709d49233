package io.tcplb.proxy;

import io.tcplb.backend.Backend;
import io.tcplb.spec.PassiveSpec;
import io.tcplb.spec.PoolSpec;
import io.tcplb.spec.ReplaySpec;
import org.jspecify.annotations.Nullable;

/**
 * What a relay does until its backend's first answer byte: keeps what the client has said, and counts a silence that
 * lasts too long. Does nothing once the byte has come. Confined to the session's event loop.
 */
final class FirstByte {
    private final Backend backend;
    private final Flow toBackend;
    private final Flow toClient;
    private final int failures;
    private long timeoutNanos;
    private long deadlineNanos;
    private boolean awaited;
    private @Nullable Tape tape;

    FirstByte(PoolSpec pool, Backend backend, Flow toBackend, Flow toClient) {
        this.backend = backend;
        this.toBackend = toBackend;
        this.toClient = toClient;
        this.failures = pool.passive().failures();
        boolean judges = pool.passive().action() != PassiveSpec.Action.OFF;
        this.timeoutNanos = judges ? pool.passive().firstByteTimeout().toNanos() : 0;
        boolean replays = pool.replay().mode() != ReplaySpec.Mode.OFF;
        this.awaited = replays || timeoutNanos > 0;
        if (replays) {
            Tape recording = new Tape(pool.replay());
            tape = recording;
            toBackend.recordOn(recording);
        }
    }

    /** Begins with what has been read from the client before; {@code early} stays the caller's. */
    void resume(Early early) {
        if (tape != null) {
            tape.record(
                    early.bytes(), early.bytes().readerIndex(), early.bytes().readableBytes());
        }
        toBackend.resume(early.bytes(), early.finished());
    }

    /** Looks at what has moved. Returns whether the time within which an answer is due has begun just now. */
    boolean moved(long nowNanos) {
        if (!awaited) {
            return false;
        }
        if (toClient.bytes() > 0) {
            awaited = false;
            backend.answered();
            release();
            return false;
        }
        if (timeoutNanos > 0 && deadlineNanos == 0 && toBackend.bytes() > 0) {
            deadlineNanos = nowNanos + timeoutNanos;
            return true;
        }
        return false;
    }

    boolean awaited() {
        return awaited;
    }

    /** Returns how long an answer may still take; {@code Long.MAX_VALUE} when none is due. */
    long nanosLeft(long nowNanos) {
        return deadlineNanos == 0 ? Long.MAX_VALUE : Math.max(1, deadlineNanos - nowNanos);
    }

    /** Counts a silence that has lasted too long, once, and returns whether it completes a streak. */
    boolean silenceCompletesAStreak(long nowNanos) {
        if (!awaited || deadlineNanos == 0 || nowNanos - deadlineNanos < 0) {
            return false;
        }
        timeoutNanos = 0;
        deadlineNanos = 0;
        return backend.silent() == failures;
    }

    /** Returns what another backend may be given, which the caller then owns; {@code null} when nothing may be. */
    @Nullable
    Early replayable() {
        Tape recorded = tape;
        if (recorded == null || toClient.bytes() > 0 || !recorded.mayReplay()) {
            return null;
        }
        boolean finished = toBackend.sourceFinished();
        if (finished && !recorded.bytes().isReadable()) {
            return null; // a client that said nothing and left expects nothing
        }
        return new Early(recorded.bytes().retain(), finished);
    }

    void release() {
        if (tape != null) {
            toBackend.stopRecording();
            tape.release();
            tape = null;
        }
    }
}
