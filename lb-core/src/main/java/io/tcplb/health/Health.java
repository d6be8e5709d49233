package io.tcplb.health;

import io.tcplb.spec.HealthSpec;

/**
 * What probes say about one backend. Immutable: every probe yields the next {@code Health}.
 *
 * <p>Flips after {@code fall} consecutive failures while up, or {@code rise} consecutive passes while down (the
 * rise/fall rule of HAProxy's {@code server} line). A single agreeing probe clears the streak. While checking, nothing
 * is known yet: the first pass makes it up, {@code fall} failures make it down.
 *
 * @param streak consecutive probes that contradict {@code state}; 0 when the last one agreed
 * @param sinceNanos when {@code state} last changed
 */
public record Health(State state, int streak, long sinceNanos) {
    /** What is known of a backend. Only an up one may serve. */
    public enum State {
        CHECKING("checking"),
        UP("up"),
        DOWN("down");

        private final String key;

        State(String key) {
            this.key = key;
        }

        /** Returns the name used in status. */
        public String key() {
            return key;
        }
    }

    /** Returns what a backend is before its first probe; up without any when there are no probes. */
    public static Health initial(HealthSpec spec, long nowNanos) {
        if (spec.type() == HealthSpec.Type.NONE) {
            return new Health(State.UP, 0, nowNanos);
        }
        return switch (spec.initial()) {
            case CHECKING -> new Health(State.CHECKING, 0, nowNanos);
            case UP -> new Health(State.UP, 0, nowNanos);
            case DOWN -> new Health(State.DOWN, 0, nowNanos);
        };
    }

    /** Returns the health after one probe; {@code this} when nothing changed, so callers may compare with ==. */
    public Health afterProbe(boolean passed, HealthSpec spec, long nowNanos) {
        boolean agrees = passed ? state == State.UP : state == State.DOWN;
        if (agrees) {
            return streak == 0 ? this : new Health(state, 0, sinceNanos);
        }
        int needed = switch (state) {
            case CHECKING -> passed ? 1 : spec.fall();
            case UP -> spec.fall();
            case DOWN -> spec.rise();
        };
        if (streak + 1 < needed) {
            return new Health(state, streak + 1, sinceNanos);
        }
        return passed ? up(nowNanos) : down(nowNanos);
    }

    /** Returns up whatever it was; {@code this} when it was. */
    public Health up(long nowNanos) {
        return state == State.UP ? this : new Health(State.UP, 0, nowNanos);
    }

    /** Returns down without waiting for {@code fall}; {@code this} when it was. */
    public Health down(long nowNanos) {
        return state == State.DOWN ? this : new Health(State.DOWN, 0, nowNanos);
    }

    public boolean isUp() {
        return state == State.UP;
    }

    /** Returns whether not even the first probe has ended. */
    public boolean isUnknown() {
        return state == State.CHECKING && streak == 0;
    }

    /** Returns whether the next probes may flip it, so that they should come fast. */
    public boolean isSettling() {
        return state == State.CHECKING || streak > 0;
    }
}
