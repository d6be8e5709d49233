package io.tcplb.balance;

import io.tcplb.backend.Backend;
import io.tcplb.spec.Share;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * The share of new sessions that goes to a standby to prove that it works: evenly spaced, by a counter that outlives
 * snapshots, so that 5 % is every twentieth session. Safe from any thread; allocates nothing.
 */
public final class Trickle {
    /** Sends nobody. */
    public static final Trickle NONE = new Trickle(null, Share.NONE, new AtomicInteger());

    private static final int WHOLE = 10_000;

    private final @Nullable Backend standby;
    private final int share; // of WHOLE
    private final AtomicInteger sequence;

    /** @param sequence the pool's own, shared with the trickles of earlier snapshots */
    public Trickle(@Nullable Backend standby, Share share, AtomicInteger sequence) {
        this.standby = standby;
        this.share = standby == null ? 0 : (int) Math.round(share.factor() * WHOLE);
        this.sequence = sequence;
    }

    /** Returns the standby when it is this session's turn to prove it; counts the session. */
    public @Nullable Backend turn() {
        if (share == 0) {
            return null;
        }
        int n = (sequence.getAndIncrement() & Integer.MAX_VALUE) % WHOLE;
        return (long) n * share % WHOLE + share >= WHOLE ? standby : null;
    }

    /** Returns the standby being proved; {@code null} when there is none or the share is zero. */
    public @Nullable Backend standby() {
        return share == 0 ? null : standby;
    }
}
