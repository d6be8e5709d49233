package io.tcplb.admission;

import io.tcplb.observe.CloseReason;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A hash table of sources whose size is bounded. A hand goes round it, two chains for each new source, and drops the
 * sources that would be no different if they were new; so the table needs no timer, and no sweep ever takes long.
 */
final class SourcePart {
    private static final int CHAINS_AT_FIRST = 16; // a power of two, as every number of chains
    private static final int CHAINS_PER_INSERT = 2;
    private static final int CHAINS_WHEN_FULL = 64;

    private final int max;
    private @Nullable Source[] chains = new @Nullable Source[CHAINS_AT_FIRST];
    private int size;
    private int hand;
    private long overflows;

    SourcePart(int max) {
        this.max = max;
    }

    synchronized Ticket admit(long key, int hash, Rules rules, long now) {
        Source source = chains[hash & chains.length - 1];
        while (source != null && source.key != key) {
            source = source.next;
        }
        if (source == null) {
            return insert(key, hash, rules, now);
        }
        boolean crowded = rules.sourceConnections() > 0 && source.sessions >= rules.sourceConnections();
        if (crowded || !rules.sourceRate().admits(source.full, now)) {
            return Outright.RATE_LIMITED;
        }
        return source.enter(rules, now);
    }

    private Ticket insert(long key, int hash, Rules rules, long now) {
        sweep(size < max ? CHAINS_PER_INSERT : CHAINS_WHEN_FULL, now);
        if (size == max) {
            overflows++;
            return Outright.ADMITTED;
        }
        if (size == chains.length) {
            grow();
        }
        Source source = new Source(this, key, hash, now);
        link(source);
        size++;
        return source.enter(rules, now);
    }

    private void sweep(int count, long now) {
        for (int i = 0; i < count; i++) {
            hand = hand + 1 & chains.length - 1;
            Source kept = null;
            for (Source source = chains[hand]; source != null; ) {
                Source next = source.next;
                if (source.isLikeNew(now)) {
                    size--;
                } else {
                    source.next = kept;
                    kept = source;
                }
                source = next;
            }
            chains[hand] = kept;
        }
    }

    private void grow() {
        @Nullable Source[] before = chains;
        chains = Arrays.copyOf(new @Nullable Source[0], before.length * 2);
        for (Source chain : before) {
            for (Source source = chain; source != null; ) {
                Source next = source.next;
                link(source);
                source = next;
            }
        }
    }

    private void link(Source source) {
        int chain = source.hash & chains.length - 1;
        source.next = chains[chain];
        chains[chain] = source;
    }

    synchronized long overflows() {
        return overflows;
    }

    synchronized int size() {
        return size;
    }

    /** One source, and the ticket of each of its sessions. Everything that changes is guarded by the part's monitor. */
    private static final class Source implements Ticket {
        final SourcePart part;
        final long key;
        final int hash;

        @Nullable
        Source next;

        int sessions;
        long full; // see Rate

        Source(SourcePart part, long key, int hash, long now) {
            this.part = part;
            this.key = key;
            this.hash = hash;
            this.full = now;
        }

        Source enter(Rules rules, long now) {
            sessions++;
            full = rules.sourceRate().after(full, now);
            return this;
        }

        boolean isLikeNew(long now) {
            return sessions == 0 && full - now <= 0;
        }

        @Override
        public @Nullable CloseReason refusal() {
            return null;
        }

        @Override
        public void release() {
            synchronized (part) {
                assert sessions > 0 : "released twice";
                sessions--;
            }
        }
    }
}
