package io.tcplb.session;

import io.tcplb.spec.ClosingSpec;
import java.time.Duration;
import java.util.SplittableRandom;

/** How many sessions of one backend are to be closed in each {@link #STEP}, as a {@link ClosingSpec} says. */
public final class Pace {
    /** Time between steps. */
    public static final Duration STEP = Duration.ofMillis(50);

    /** Everything that is left. */
    public static final int ALL = Integer.MAX_VALUE;

    private static final double STEPS_PER_SECOND = 1.0e9 / STEP.toNanos();

    private final ClosingSpec spec;
    private final SplittableRandom random;
    private final long startNanos;
    private double allowance;

    /** @param random for the jitter */
    public Pace(ClosingSpec spec, SplittableRandom random, long startNanos) {
        this.spec = spec;
        this.random = random;
        this.startNanos = startNanos;
    }

    /** Returns how many are to be closed in this step. */
    public int next(long nowNanos) {
        boolean overdue = !spec.timeout().isZero()
                && nowNanos - startNanos >= spec.timeout().toNanos();
        return switch (spec.mode()) {
            case KEEP -> 0;
            case CLOSE -> ALL;
            case DRAIN -> overdue ? ALL : 0;
            case PACED -> overdue ? ALL : paced();
        };
    }

    private int paced() {
        // Jitter, so that balancers that saw the same death do not send their clients back in step.
        allowance += spec.rate() / STEPS_PER_SECOND * (0.5 + random.nextDouble());
        int now = (int) allowance;
        allowance -= now;
        return now;
    }

    /** Returns whether there is more to come after a step that closed {@code closed}. */
    public boolean goesOn(int closed) {
        return spec.mode() != ClosingSpec.Mode.KEEP && closed != ALL;
    }
}
