package io.tcplb.health;

import io.tcplb.spec.FailbackSpec;

/**
 * The flap penalty: how long a backend that went down and came back must stay healthy before it is trusted to relieve a
 * standby. The first time {@code stable-for}, twice as long for each relapse, at most {@code max-penalty}; one relapse
 * is forgotten for every {@code max-penalty} that it stays up. A backend that never went down owes no proof.
 *
 * @param downs times it went down that still count
 * @param proving whether it is back and has not been trusted yet
 * @param sinceNanos while up, since when it has been without any fault
 */
public record Relapse(int downs, boolean proving, long sinceNanos) {
    public static final Relapse NONE = new Relapse(0, false, 0);

    public Relapse wentDown(FailbackSpec spec, long nowNanos) {
        long base = spec.stableFor().toNanos();
        long max = spec.maxPenalty().toNanos();
        int remembered = Doubling.remembered(downs, nowNanos - sinceNanos, max);
        return new Relapse(Doubling.next(remembered, base, max), false, nowNanos);
    }

    /** Returns it proving itself; {@code this} when it never went down. */
    public Relapse cameBack(long nowNanos) {
        return downs == 0 ? this : new Relapse(downs, true, nowNanos);
    }

    /** Returns it after a failed probe that did not take it down: the proof starts over. */
    public Relapse faltered(long nowNanos) {
        return proving ? new Relapse(downs, true, nowNanos) : this;
    }

    /** Returns it trusted; what it went through still counts for the next time. */
    public Relapse trusted() {
        return proving ? new Relapse(downs, false, sinceNanos) : this;
    }

    /** Returns the continuous health that it owes. */
    public long neededNanos(FailbackSpec spec) {
        return Doubling.length(spec.stableFor().toNanos(), spec.maxPenalty().toNanos(), downs);
    }

    /** Returns when it will have been stable for long enough. */
    public long stableAtNanos(FailbackSpec spec) {
        return sinceNanos + neededNanos(spec);
    }

    public boolean isStable(FailbackSpec spec, long nowNanos) {
        return nowNanos - stableAtNanos(spec) >= 0;
    }
}
