package io.tcplb.spec;

/**
 * Whether a client's unanswered first bytes may be given to another backend.
 *
 * @param max most bytes kept for it per session; 1..1 MiB
 */
public record ReplaySpec(Mode mode, int max) {
    /** {@code SAFE} replays only what is provably without effect; {@code ALWAYS} is the operator's own risk. */
    public enum Mode {
        OFF,
        SAFE,
        ALWAYS
    }

    public ReplaySpec {
        Require.that(max >= 1 && max <= 1 << 20, "max", max, "1B..1MiB");
    }
}
