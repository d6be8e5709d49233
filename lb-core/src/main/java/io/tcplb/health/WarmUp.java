package io.tcplb.health;

/**
 * Slow start: a backend that returns gets a tenth of its weight and one more with every tenth of {@code slow-start}.
 * Ten steps, not a continuous ramp, because every step rebuilds the picker.
 *
 * @param warming whether it has not reached its weight yet
 * @param sinceNanos when it returned
 */
public record WarmUp(boolean warming, long sinceNanos) {
    public static final int STEPS = 10;
    public static final WarmUp WARM = new WarmUp(false, 0);

    public static WarmUp begin(long slowStartNanos, long nowNanos) {
        return slowStartNanos == 0 ? WARM : new WarmUp(true, nowNanos);
    }

    /** Returns {@link #WARM} once the ramp is over; else {@code this}. */
    public WarmUp afterTime(long slowStartNanos, long nowNanos) {
        return warming && nowNanos - sinceNanos >= slowStartNanos ? WARM : this;
    }

    /** Returns the tenths of its weight that it may carry, 1..10. */
    public int steps(long slowStartNanos, long nowNanos) {
        if (!warming || nowNanos - sinceNanos >= slowStartNanos) {
            return STEPS;
        }
        return 1 + (int) ((nowNanos - sinceNanos) / stepNanos(slowStartNanos));
    }

    /** Returns when the next step is due. */
    public long nextStepNanos(long slowStartNanos, long nowNanos) {
        int step = steps(slowStartNanos, nowNanos);
        return sinceNanos + (step == STEPS ? slowStartNanos : step * stepNanos(slowStartNanos));
    }

    /** Rounded up, so that the ramp never has an eleventh step. */
    private static long stepNanos(long slowStartNanos) {
        return (slowStartNanos + STEPS - 1) / STEPS;
    }
}
