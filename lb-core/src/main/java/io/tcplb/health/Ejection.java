package io.tcplb.health;

import io.tcplb.spec.PassiveSpec;

/**
 * Passive, temporary removal of one backend: for {@code eject-for}, doubled each time up to {@code max-eject-for}. One
 * doubling is forgotten for every {@code max-eject-for} without another ejection.
 *
 * @param times ejections that count towards the next length
 * @param active whether it is ejected now
 * @param changedNanos when the latest ejection began, or ended
 * @param untilNanos when the latest ejection ends, or was to end
 */
public record Ejection(int times, boolean active, long changedNanos, long untilNanos) {
    public static final Ejection NONE = new Ejection(0, false, 0, 0);

    /** Returns the next ejection; {@code this} while one is active. */
    public Ejection begin(PassiveSpec spec, long nowNanos) {
        if (active) {
            return this;
        }
        long base = spec.ejectFor().toNanos();
        long max = spec.maxEjectFor().toNanos();
        int next = Doubling.next(Doubling.remembered(times, nowNanos - changedNanos, max), base, max);
        return new Ejection(next, true, nowNanos, nowNanos + Doubling.length(base, max, next));
    }

    /** Returns it ended when its time is over; {@code this} when nothing changed. */
    public Ejection afterTime(long nowNanos) {
        return active && nowNanos - untilNanos >= 0 ? new Ejection(times, false, nowNanos, untilNanos) : this;
    }
}
