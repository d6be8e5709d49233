package io.tcplb.server.timeline;

import io.tcplb.observe.Transition;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The latest events, oldest first; older ones are forgotten. Readers ask for what comes after the last number that they
 * have seen, so that a slow one costs no memory: it misses events, and can tell by the numbers. Safe from any thread.
 */
public final class Timeline {
    /** Enough for a bad night, and a few megabytes at most. */
    public static final int KEPT = 10_000;

    private final LongSupplier wallMillis;
    private final @Nullable Event[] ring;
    private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
    private long newest;

    public Timeline(LongSupplier wallMillis) {
        this(wallMillis, KEPT);
    }

    Timeline(LongSupplier wallMillis, int kept) {
        this.wallMillis = wallMillis;
        this.ring = new @Nullable Event[kept];
    }

    /** Adds an event and tells the listeners. */
    public void record(Transition transition) {
        synchronized (this) {
            newest++;
            ring[(int) (newest % ring.length)] = new Event(newest, wallMillis.getAsLong(), transition);
        }
        listeners.forEach(Runnable::run);
    }

    /** Returns the number of the newest event; 0 when there is none. */
    public synchronized long newest() {
        return newest;
    }

    /**
     * Returns the oldest events that are newer than {@code seq}. A number that is still to come, from another life of
     * the process, is taken for 0.
     *
     * @param max most events to return
     */
    public synchronized List<Event> after(long seq, int max) {
        long from = Math.max(seq < 0 || seq > newest ? 0 : seq, newest - ring.length) + 1;
        List<Event> events = new ArrayList<>();
        for (long number = from; number <= newest && events.size() < max; number++) {
            Event event = ring[(int) (number % ring.length)];
            if (event != null) {
                events.add(event);
            }
        }
        return events;
    }

    /** Calls {@code listener} after each event from now on, on the thread that records it: it must not block. */
    public void listen(Runnable listener) {
        listeners.add(listener);
    }

    public void forget(Runnable listener) {
        listeners.remove(listener);
    }
}
