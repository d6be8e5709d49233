package io.tcplb.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.util.concurrent.MockTicker;
import io.netty.util.concurrent.Ticker;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class DeadlinesTest {
    private static final long TICK_NANOS = 1L << 23;

    private final MockTicker ticker = Ticker.newMockTicker();
    private final EmbeddedChannel channel =
            EmbeddedChannel.builder().ticker(ticker).build();
    private final Deadlines deadlines = new Deadlines(channel.eventLoop());

    /** Remembers what a naive reference needs to know: when it was due and when it came. */
    private final class Entry extends Deadlines.Entry {
        long setNanos;
        long dueNanos = Long.MAX_VALUE;
        long expiredNanos = -1;
        int expirations;

        void set(long inNanos) {
            setNanos = ticker.nanoTime();
            dueNanos = setNanos + inNanos;
            expiredNanos = -1;
            deadlines.set(this, dueNanos, setNanos);
        }

        void clear() {
            dueNanos = Long.MAX_VALUE;
            deadlines.clear(this);
        }

        @Override
        void expired(long nowNanos) {
            expiredNanos = nowNanos;
            expirations++;
        }

        long latest() {
            long distance = dueNanos - setNanos;
            return dueNanos + 3 * TICK_NANOS + distance / 64;
        }
    }

    private void advance(long nanos) {
        ticker.advance(nanos, TimeUnit.NANOSECONDS);
        channel.runScheduledPendingTasks();
        channel.runPendingTasks();
    }

    @Test
    void expiresNotBeforeItsTimeAndOnlyOnce() {
        Entry entry = new Entry();
        entry.set(TimeUnit.SECONDS.toNanos(2));

        advance(TimeUnit.MILLISECONDS.toNanos(1999));
        assertThat(entry.expirations).isZero();
        advance(TimeUnit.MILLISECONDS.toNanos(60));
        assertThat(entry.expirations).isEqualTo(1);
        advance(TimeUnit.HOURS.toNanos(1));
        assertThat(entry.expirations).isEqualTo(1);
    }

    @Test
    void forgetsAClearedDeadline() {
        Entry entry = new Entry();
        entry.set(TimeUnit.SECONDS.toNanos(1));
        entry.clear();
        advance(TimeUnit.SECONDS.toNanos(5));
        assertThat(entry.expirations).isZero();
    }

    /** Random sets, clears and advances against what a sorted list would do. */
    @Test
    void agreesWithANaiveReference() {
        long seed = System.nanoTime();
        SplittableRandom random = new SplittableRandom(seed);
        List<Entry> entries = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            entries.add(new Entry());
        }
        for (int step = 0; step < 20_000; step++) {
            Entry entry = entries.get(random.nextInt(entries.size()));
            switch (random.nextInt(4)) {
                case 0, 1 -> entry.set(random.nextLong(1L << random.nextInt(10, 44)));
                case 2 -> entry.clear();
                default -> {
                    advance(random.nextLong(1L << random.nextInt(10, 36)));
                    entries.forEach(each -> check(each, seed));
                }
            }
        }
    }

    private void check(Entry entry, long seed) {
        if (entry.expiredNanos >= 0) {
            assertThat(entry.expiredNanos).as("never early, seed %d", seed).isGreaterThanOrEqualTo(entry.dueNanos);
            entry.expiredNanos = -1;
            entry.dueNanos = Long.MAX_VALUE;
        } else if (entry.dueNanos != Long.MAX_VALUE) {
            assertThat(ticker.nanoTime()).as("never late, seed %d", seed).isLessThanOrEqualTo(entry.latest());
        }
    }
}
