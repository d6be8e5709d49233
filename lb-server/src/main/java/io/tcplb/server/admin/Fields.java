package io.tcplb.server.admin;

import io.tcplb.server.config.Durations;
import io.tcplb.server.json.JsonFields;
import io.tcplb.spec.AdminState;
import io.tcplb.spec.InvalidSpecException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What a request's body and query say, checked. */
final class Fields {
    private static final int MAX_WEIGHT = 256;

    private final JsonFields json;

    /** @param known every field that there may be */
    Fields(JsonFields json, String... known) throws BadCallException {
        this.json = json;
        for (String name : json.names()) {
            if (!List.of(known).contains(name)) {
                throw new BadCallException(name + ": unknown field (expected "
                        + (known.length == 0 ? "none" : String.join(", ", known)) + ")");
            }
        }
    }

    AdminState state(String name) throws BadCallException {
        String text = json.string(name);
        for (AdminState state : AdminState.values()) {
            if (state.name().toLowerCase(Locale.ROOT).equals(text)) {
                return state;
            }
        }
        throw refused(name, "ready, drain or maint");
    }

    /** Returns how long; {@code null} = for good. */
    @Nullable
    Duration duration(String name) throws BadCallException {
        Object value = json.value(name);
        if (value == null) {
            return null;
        }
        String expected = "a duration above zero, such as \"10m\"";
        try {
            Duration duration = Durations.parse(value.toString());
            if (duration.isZero()) {
                throw refused(name, expected);
            }
            return duration;
        } catch (InvalidSpecException e) {
            throw refused(name, expected);
        }
    }

    int weight(String name) throws BadCallException {
        if (json.value(name) instanceof Integer weight && weight >= 0 && weight <= MAX_WEIGHT) {
            return weight;
        }
        throw refused(name, "a whole number 0.." + MAX_WEIGHT);
    }

    boolean flag(String name) throws BadCallException {
        Object value = json.value(name);
        if (value == null || value instanceof Boolean) {
            return Boolean.TRUE.equals(value);
        }
        throw refused(name, "true or false");
    }

    /** Parses a query parameter that may stand alone. */
    static boolean flag(String key, @Nullable String text) throws BadCallException {
        if (text == null || text.equals("false")) {
            return false;
        }
        if (text.isEmpty() || text.equals("true")) {
            return true;
        }
        throw new BadCallException(key + ": " + text + " (expected true or false)");
    }

    /** Parses the number of the last event that is known; 0 when there is none. */
    static long since(@Nullable String text) throws BadCallException {
        return text == null ? 0 : whole("since", text);
    }

    static long whole(String what, String text) throws BadCallException {
        if (!text.matches("[0-9]{1,18}")) {
            throw new BadCallException(what + ": " + text + " (expected a whole number)");
        }
        return Long.parseLong(text);
    }

    private BadCallException refused(String name, String expected) {
        Object value = json.value(name);
        return new BadCallException(name + ": " + (value == null ? "missing" : value) + " (expected " + expected + ")");
    }
}
