package io.tcplb.server.drill;

import io.tcplb.server.config.Durations;
import io.tcplb.spec.InvalidSpecException;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * When a drill has gone far enough.
 *
 * @param above whether it holds above the limit; below it otherwise
 * @param limit per cent, microseconds or a count
 * @param text as the operator wrote it
 */
public record Condition(Measure measure, boolean above, double limit, String text) {
    private static final Pattern SYNTAX = Pattern.compile("([a-z0-9]+)\\s*([<>])\\s*(\\S+)");
    private static final String EXPECTED =
            "(expected for example errors>1%, p99>200ms, held>0, queued>10 or eligible<1)";

    /** What is measured. */
    public enum Measure {
        /** Share of ended sessions that ended badly. */
        ERRORS,
        /** Connect time that 99 in 100 stay within. */
        P99,
        /** Clients that wait for a backend. */
        HELD,
        /** Clients that wait for a slot. */
        QUEUED,
        /** Backends that may be given new sessions. */
        ELIGIBLE
    }

    /** @throws IllegalArgumentException says in one line what is wrong and what was expected */
    public static Condition parse(String text) {
        Matcher matcher = SYNTAX.matcher(text.strip());
        if (matcher.matches()) {
            for (Measure measure : Measure.values()) {
                if (measure.name().toLowerCase(Locale.ROOT).equals(matcher.group(1))) {
                    boolean above = matcher.group(2).equals(">");
                    return new Condition(measure, above, limit(measure, matcher.group(3), text), text.strip());
                }
            }
        }
        throw refused(text);
    }

    private static double limit(Measure measure, String limit, String text) {
        try {
            return switch (measure) {
                case ERRORS -> {
                    if (!limit.endsWith("%")) {
                        throw refused(text);
                    }
                    yield number(limit.substring(0, limit.length() - 1), text);
                }
                case P99 -> Durations.parse(limit).toNanos() / 1e3;
                case HELD, QUEUED, ELIGIBLE -> number(limit, text);
            };
        } catch (InvalidSpecException e) {
            throw refused(text);
        }
    }

    private static double number(String number, String text) {
        if (!number.matches("[0-9]{1,9}(\\.[0-9]{1,9})?")) {
            throw refused(text);
        }
        return Double.parseDouble(number);
    }

    private static IllegalArgumentException refused(String text) {
        return new IllegalArgumentException("'" + text + "' is no condition " + EXPECTED);
    }

    /**
     * Returns in words why it holds; {@code null} when it does not. What nothing was measured of does not hold.
     *
     * @param lately the last seconds, for what takes time to measure
     */
    @Nullable
    String breach(Span lately, Reading now) {
        return switch (measure) {
            case ERRORS -> {
                boolean holds = lately.ended() > 0 && crosses(lately.errorPercent());
                yield holds
                        ? String.format(
                                Locale.ROOT,
                                "errors %.1f%%, %d of %d ended sessions (%s)",
                                lately.errorPercent(),
                                lately.errors(),
                                lately.ended(),
                                text)
                        : null;
            }
            case P99 -> {
                OptionalLong micros = lately.allConnects().p99Micros();
                boolean holds = micros.isPresent() && crosses((double) micros.getAsLong());
                yield holds ? String.format(Locale.ROOT, "p99 %.1fms (%s)", micros.orElseThrow() / 1e3, text) : null;
            }
            case HELD -> count("held", now.held());
            case QUEUED -> count("queued", now.queued());
            case ELIGIBLE -> count("eligible", now.eligible());
        };
    }

    private @Nullable String count(String what, int count) {
        return crosses(count) ? what + " " + count + " (" + text + ")" : null;
    }

    private boolean crosses(double value) {
        return above ? value > limit : value < limit;
    }
}
