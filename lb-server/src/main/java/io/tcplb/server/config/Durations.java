package io.tcplb.server.config;

import java.time.Duration;

/** Durations as the configuration writes them, for what operators write elsewhere. */
public final class Durations {
    private Durations() {}

    /**
     * Parses {@code 10m}.
     *
     * @throws io.tcplb.spec.InvalidSpecException when {@code text} is no duration, or none up to a year
     */
    public static Duration parse(String text) {
        return Values.duration(text);
    }
}
