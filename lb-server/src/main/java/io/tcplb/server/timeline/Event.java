package io.tcplb.server.timeline;

import io.tcplb.observe.Transition;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/**
 * One decision, numbered and dated.
 *
 * @param seq 1 for the first event of the process, one more for each one after it
 * @param epochMillis wall clock
 */
public record Event(long seq, long epochMillis, Transition transition) {
    private static final DateTimeFormatter UTC = DateTimeFormatter.ofPattern(
                    "yyyy-MM-dd'T'HH:mm:ss.SSS'Z'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);

    /** Returns {@code 2026-01-31T12:00:00.000Z}. */
    public String time() {
        return UTC.format(Instant.ofEpochMilli(epochMillis));
    }

    /** Returns what it is about, in lower case. */
    public String kind() {
        return transition.kind().name().toLowerCase(Locale.ROOT);
    }
}
