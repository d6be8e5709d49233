package io.tcplb.server.config;

import io.tcplb.spec.InvalidSpecException;
import io.tcplb.spec.Quorum;
import io.tcplb.spec.Share;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The scalar notations of the configuration. Each throws {@link InvalidSpecException} saying what it expected. */
public final class Values {
    /** Keeps every sum of durations far inside 64 bits of nanoseconds. */
    static final Duration LONGEST = Duration.ofDays(365);

    private static final Pattern MEASURE = Pattern.compile("([+-]?[0-9]{1,18}(?:\\.[0-9]{1,9})?)\\s*([A-Za-z]*)");
    private static final Pattern PERCENTAGE = Pattern.compile("[0-9]{1,3}(\\.[0-9]{1,6})?\\s*%");
    private static final Map<String, Long> NANOS = Units.nanos();
    private static final Map<String, Long> BYTES = Units.bytes();

    private Values() {}

    public static String text(String text) {
        return text;
    }

    public static int integer(String text) {
        try {
            return new BigDecimal(text.length() <= 32 ? text : "none").intValueExact();
        } catch (ArithmeticException | NumberFormatException e) {
            boolean whole = text.matches("[+-]?[0-9]+");
            throw refused(text, whole ? "at most " + Integer.MAX_VALUE : "a whole number");
        }
    }

    /** Parses a whole number that is not negative. */
    public static int count(String text) {
        int value = integer(text);
        if (value < 0) {
            throw refused(text, ">= 0");
        }
        return value;
    }

    public static boolean flag(String text) {
        return switch (text) {
            case "true", "yes", "on" -> true;
            case "false", "no", "off" -> false;
            default -> throw refused(text, "true or false");
        };
    }

    /** Parses {@code 500ms}. HOCON takes a bare number for milliseconds; lb wants the unit, since many mean seconds. */
    public static Duration duration(String text) {
        Matcher m = MEASURE.matcher(text);
        Long unit = m.matches() ? NANOS.get(m.group(2)) : null;
        if (unit == null) {
            boolean bare = m.matches() && m.group(2).isEmpty();
            if (bare && new BigDecimal(m.group(1)).signum() == 0) {
                return Duration.ZERO;
            }
            throw refused(text, (bare ? "a duration with its unit" : "a duration") + ", such as 2s or 500ms");
        }
        BigDecimal nanos = new BigDecimal(m.group(1)).multiply(BigDecimal.valueOf(unit));
        if (nanos.signum() < 0 || nanos.compareTo(BigDecimal.valueOf(LONGEST.toNanos())) > 0) {
            throw refused(text, "a duration from 0s to " + LONGEST.toDays() + "d");
        }
        return Duration.ofNanos(nanos.setScale(0, RoundingMode.HALF_UP).longValueExact());
    }

    /** Parses {@code 64KiB}, or a bare number of bytes. */
    static int size(String text) {
        Matcher m = MEASURE.matcher(text);
        Long unit = m.matches() ? BYTES.get(m.group(2)) : null;
        if (unit == null) {
            throw refused(text, "a size such as 64KiB or 1MiB");
        }
        BigDecimal bytes = new BigDecimal(m.group(1)).multiply(BigDecimal.valueOf(unit));
        if (bytes.signum() < 0 || bytes.compareTo(BigDecimal.valueOf(1 << 30)) > 0) {
            throw refused(text, "a size from 0B to 1GiB");
        }
        return bytes.setScale(0, RoundingMode.HALF_UP).intValueExact();
    }

    /** Parses a number that is not negative, such as {@code 12.5}. */
    public static double rate(String text) {
        if (!text.matches("[0-9]{1,9}(\\.[0-9]{1,6})?")) {
            throw refused(text, "a number >= 0");
        }
        return Double.parseDouble(text);
    }

    static Share share(String text) {
        if (!PERCENTAGE.matcher(text).matches()) {
            throw refused(text, "a percentage such as 10%");
        }
        return new Share(Double.parseDouble(text.substring(0, text.length() - 1).strip()));
    }

    static Quorum quorum(String text) {
        if (text.endsWith("%")) {
            return Quorum.of(share(text));
        }
        try {
            return Quorum.of(integer(text));
        } catch (InvalidSpecException e) {
            throw refused(text, "a count >= 1 or a percentage such as 50%");
        }
    }

    /** Parses a constant of {@code type}, written in lower case with hyphens. */
    public static <E extends Enum<E>> E choice(Class<E> type, String text) {
        E[] constants = type.getEnumConstants();
        for (E constant : constants) {
            if (key(constant).equals(text)) {
                return constant;
            }
        }
        throw refused(
                text, oneOf(text, Arrays.stream(constants).map(Values::key).toList()));
    }

    /** Returns "one of …" with a guess at what was meant. */
    public static String oneOf(String typed, List<String> allowed) {
        String nearest = Nearest.to(typed.toLowerCase(Locale.ROOT), allowed);
        return "one of " + String.join(", ", allowed) + (nearest == null ? "" : "; perhaps " + nearest);
    }

    private static String key(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    public static InvalidSpecException refused(String text, String expected) {
        return new InvalidSpecException("", text, expected);
    }
}
