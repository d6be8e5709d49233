package io.tcplb.server.log;

import io.tcplb.observe.SessionSummary;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * A bounded queue of ended sessions: any number of event loops offer, one writer polls. An offer takes no lock, wakes
 * nobody and allocates nothing, which is why this is not an {@code ArrayBlockingQueue}: there every put into an empty
 * queue is a system call of the event loop.
 */
final class SessionRing {
    private final AtomicReferenceArray<SessionSummary> slots;
    private final long[] times; // published by the slot's volatile write
    private final int mask;
    private final AtomicLong tail = new AtomicLong();
    private volatile long head; // written by the consumer alone
    private long polledTime; // the consumer's own

    /** @param capacity a power of two */
    SessionRing(int capacity) {
        if (Integer.bitCount(capacity) != 1) {
            throw new IllegalArgumentException("capacity: " + capacity + " (expected a power of two)");
        }
        slots = new AtomicReferenceArray<>(capacity);
        times = new long[capacity];
        mask = capacity - 1;
    }

    /** Returns false, leaving the queue as it was, when it is full. */
    boolean offer(SessionSummary session, long epochMillis) {
        long position;
        do {
            position = tail.get();
            if (position - head > mask) {
                return false;
            }
        } while (!tail.compareAndSet(position, position + 1));
        int index = (int) position & mask;
        times[index] = epochMillis;
        // A full fence: the caller looks next whether the consumer sleeps, and that read must not overtake this write.
        slots.set(index, session);
        return true;
    }

    /** Consumer only. Returns {@code null} when the queue is empty or its next offer is still under way. */
    @Nullable
    SessionSummary poll() {
        long position = head;
        int index = (int) position & mask;
        SessionSummary session = slots.get(index);
        if (session == null) {
            return null;
        }
        polledTime = times[index];
        slots.setPlain(index, null);
        head = position + 1;
        return session;
    }

    /** Consumer only. Returns the time offered with what {@link #poll} returned last. */
    long polledTime() {
        return polledTime;
    }

    /** Consumer only. Returns whether the next poll would find nothing. */
    boolean isEmpty() {
        return slots.get((int) head & mask) == null;
    }
}
