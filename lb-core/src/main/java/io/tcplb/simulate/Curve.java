package io.tcplb.simulate;

import java.util.List;
import java.util.SplittableRandom;

/** When the next client comes. */
final class Curve {
    private static final double NANOS_PER_SECOND = 1e9;

    /** While nobody comes, how often it is asked again. */
    private static final long IDLE_NANOS = 10_000_000;

    private final List<Scenario.Load> points;
    private final Scenario.Spread spread;
    private final SplittableRandom random;
    private double due; // fractions of a client, 1 = the next one is here

    Curve(List<Scenario.Load> points, Scenario.Spread spread, SplittableRandom random) {
        this.points = points;
        this.spread = spread;
        this.random = random;
        this.due = 1;
    }

    /** Returns the clients per second at this moment. */
    double rate(long atNanos) {
        if (points.isEmpty()) {
            return 0;
        }
        Scenario.Load before = points.get(0);
        for (Scenario.Load point : points) {
            if (point.at().toNanos() > atNanos) {
                long from = before.at().toNanos();
                long to = point.at().toNanos();
                double share = to <= from || atNanos <= from ? 0 : (atNanos - from) / (double) (to - from);
                return before.rate() + share * (point.rate() - before.rate());
            }
            before = point;
        }
        return before.rate();
    }

    /**
     * Returns how long to sleep until something is to be looked at; then {@link #comes} says whether a client is there.
     * A gap is cut short where the rate may have changed, so that a change is noticed within {@link #IDLE_NANOS}.
     */
    long nextNanos(long nowNanos) {
        double rate = rate(nowNanos);
        double nanos = rate <= 0 ? IDLE_NANOS : due * NANOS_PER_SECOND / rate;
        long sleep = Math.max(1, Math.min((long) Math.ceil(nanos), IDLE_NANOS));
        due -= sleep * rate / NANOS_PER_SECOND;
        return sleep;
    }

    /** Returns whether a client comes now, and if so sets the gap to the one after it. */
    boolean comes() {
        if (due > 1e-9) {
            return false;
        }
        due += spread == Scenario.Spread.EVEN ? 1 : -Math.log(1 - random.nextDouble());
        return true;
    }
}
