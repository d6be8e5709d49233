package io.tcplb.simulate;

import java.util.PriorityQueue;

/**
 * What is to happen, by virtual time; things of one moment happen in the order in which they were entered. The only
 * clock of a simulation, in nanoseconds from its start. One thread.
 */
final class Agenda {
    /** One thing to happen. */
    static final class Entry implements Comparable<Entry> {
        private final long atNanos;
        private final long sequence;
        private final Runnable what;
        private boolean cancelled;

        private Entry(long atNanos, long sequence, Runnable what) {
            this.atNanos = atNanos;
            this.sequence = sequence;
            this.what = what;
        }

        void cancel() {
            cancelled = true;
        }

        @Override
        public int compareTo(Entry other) {
            return atNanos != other.atNanos
                    ? Long.compare(atNanos, other.atNanos)
                    : Long.compare(sequence, other.sequence);
        }
    }

    private final PriorityQueue<Entry> entries = new PriorityQueue<>();
    private long nowNanos;
    private long sequence;

    long now() {
        return nowNanos;
    }

    Entry at(long atNanos, Runnable what) {
        Entry entry = new Entry(Math.max(atNanos, nowNanos), sequence++, what);
        entries.add(entry);
        return entry;
    }

    Entry in(long nanos, Runnable what) {
        return at(nowNanos + nanos, what);
    }

    /** Lets everything happen that is due at or before {@code endNanos}, and leaves the clock there. */
    void runUntil(long endNanos) {
        for (Entry next = entries.peek(); next != null && next.atNanos <= endNanos; next = entries.peek()) {
            entries.remove();
            if (!next.cancelled) {
                nowNanos = next.atNanos;
                next.what.run();
            }
        }
        nowNanos = endNanos;
    }
}
