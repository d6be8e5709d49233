package io.tcplb.control;

import java.util.ArrayList;
import java.util.List;

/**
 * What tells a wanted configuration from the one in force.
 *
 * @param lines one for each difference, in words for an operator; empty when there is none
 * @param sessions live sessions of backends that go; they end as {@code on-remove} says
 */
public record Difference(List<String> lines, int sessions) {
    static final Difference NONE = new Difference(List.of(), 0);

    /** More than anybody reads in one line, and far less than ten thousand backends would fill. */
    private static final int SHOWN = 50;

    public Difference {
        lines = List.copyOf(lines);
    }

    /** Returns this one with further lines. */
    public Difference and(List<String> more) {
        List<String> all = new ArrayList<>(lines);
        all.addAll(more);
        return new Difference(all, sessions);
    }

    /** Returns lines as one: the first fifty of them, and how many more there are. {@link #lines} has them all. */
    public static String summary(List<String> lines) {
        if (lines.isEmpty()) {
            return "nothing changed";
        }
        int more = lines.size() - SHOWN;
        return more <= 0
                ? String.join("; ", lines)
                : String.join("; ", lines.subList(0, SHOWN)) + "; and " + more + " more";
    }
}
