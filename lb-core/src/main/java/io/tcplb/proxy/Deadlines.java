package io.tcplb.proxy;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.ScheduledFuture;
import io.netty.util.concurrent.Ticker;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The deadlines of one event loop's sessions: a hashed timing wheel whose entries are the sessions themselves, so that
 * setting one allocates nothing and costs a few stores (Varghese and Lauck, "Hashed and Hierarchical Timing Wheels",
 * 1987, scheme 6). A far deadline is rounded up by at most 1/64 of its distance, so that idle sessions share wake-ups.
 * Confined to its loop.
 */
final class Deadlines implements Runnable {
    /** One deadline. An entry is in at most one wheel. */
    abstract static class Entry {
        private @Nullable Entry previous;
        private @Nullable Entry next;
        private long tick;

        /** The deadline has passed; it is no longer set. May set this entry again, but touches no other. */
        abstract void expired(long nowNanos);
    }

    private static final int TICK_SHIFT = 23; // 8.4 ms
    private static final int SLOTS = 1024; // 8.6 s a turn
    private static final int MASK = SLOTS - 1;

    private final EventLoop loop;
    private final Ticker ticker;
    private final long originNanos;
    private final Entry[] heads = new Entry[SLOTS];
    private final long[] occupied = new long[SLOTS / Long.SIZE];
    private long currentTick;
    private long wakeTick = Long.MAX_VALUE;
    private @Nullable ScheduledFuture<?> wake;

    Deadlines(EventLoop loop) {
        this.loop = loop;
        this.ticker = loop.ticker();
        this.originNanos = ticker.nanoTime();
    }

    /** Sets {@code entry} to expire not before {@code atNanos}, replacing its earlier deadline. */
    void set(Entry entry, long atNanos, long nowNanos) {
        assert loop.inEventLoop();
        clear(entry);
        long distance = Math.max(0, atNanos - nowNanos);
        long coarse = Math.max(1, Long.highestOneBit(distance >> TICK_SHIFT) >> 6);
        long tick = Math.max(currentTick + 1, ((atNanos - originNanos) >> TICK_SHIFT) + 1);
        entry.tick = (tick + coarse - 1) / coarse * coarse;
        link(entry);
        if (entry.tick < wakeTick) {
            wakeAt(entry.tick, nowNanos);
        }
    }

    /** Takes back the deadline of {@code entry}, if it has one. */
    void clear(Entry entry) {
        if (entry.previous == null && heads[slot(entry.tick)] != entry) {
            return;
        }
        Entry previous = entry.previous;
        Entry next = entry.next;
        if (previous == null) {
            setHead(slot(entry.tick), next);
        } else {
            previous.next = next;
        }
        if (next != null) {
            next.previous = previous;
        }
        entry.previous = null;
        entry.next = null;
    }

    private void link(Entry entry) {
        int slot = slot(entry.tick);
        Entry head = heads[slot];
        entry.next = head;
        if (head != null) {
            head.previous = entry;
        }
        setHead(slot, entry);
    }

    private static int slot(long tick) {
        return (int) (tick & MASK);
    }

    @SuppressWarnings("NullAway") // an empty slot is null; arrays of nullable elements need JSpecify mode
    private void setHead(int slot, @Nullable Entry head) {
        heads[slot] = head;
        if (head == null) {
            occupied[slot >> 6] &= ~(1L << slot);
        } else {
            occupied[slot >> 6] |= 1L << slot;
        }
    }

    private void wakeAt(long tick, long nowNanos) {
        ScheduledFuture<?> old = wake;
        if (old != null) {
            old.cancel(false);
        }
        wakeTick = tick;
        long delay = originNanos + (tick << TICK_SHIFT) - nowNanos;
        wake = loop.schedule(this, Math.max(0, delay), TimeUnit.NANOSECONDS);
    }

    /** Expires what is due. Public only as a task of the loop. */
    @Override
    public void run() {
        wake = null;
        wakeTick = Long.MAX_VALUE;
        long now = ticker.nanoTime();
        long target = (now - originNanos) >> TICK_SHIFT;
        long last = Math.min(target, currentTick + SLOTS);
        while (currentTick < last) {
            currentTick++; // first: what is set while a slot expires must land in a slot still to come
            expireSlot(slot(currentTick), target, now);
        }
        currentTick = Math.max(currentTick, target);
        long next = nextOccupied();
        if (next < wakeTick) {
            wakeAt(next, ticker.nanoTime());
        }
    }

    private void expireSlot(int slot, long target, long now) {
        Entry entry = heads[slot];
        while (entry != null) {
            Entry next = entry.next;
            if (entry.tick <= target) {
                clear(entry);
                entry.expired(now);
            }
            entry = next;
        }
    }

    private long nextOccupied() {
        for (int i = 1; i <= SLOTS; i++) {
            int slot = slot(currentTick + i);
            if ((slot & 63) == 0 && occupied[slot >> 6] == 0) {
                i += 63;
            } else if ((occupied[slot >> 6] & (1L << slot)) != 0) {
                return currentTick + i;
            }
        }
        return Long.MAX_VALUE;
    }
}
