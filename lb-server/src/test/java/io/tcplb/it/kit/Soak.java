package io.tcplb.it.kit;

/** Whether this run may take hours. A soak runs the same tests as any other run, for longer and with more of everything. */
public final class Soak {
    private static final boolean ON = Boolean.getBoolean("soak");

    private Soak() {}

    /** Whether {@code bin/test --soak} started this. */
    public static boolean on() {
        return ON;
    }

    /** Returns how much this run takes of something: the first in an ordinary run, the second in a soak. */
    public static <T> T pick(T ordinary, T soak) {
        return ON ? soak : ordinary;
    }
}
