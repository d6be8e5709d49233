package io.tcplb.server.config;

import java.util.List;

/**
 * Keys that the configuration knows and lb does not act on yet. They are accepted at their default, so that a full
 * configuration may be written out, and refused at any other value, so that nobody relies on what does not happen.
 * Building the feature deletes its row.
 */
final class NotYet {
    /** Paths with {@code *} for a name; each covers everything below it. */
    static final List<String> PATHS = List.of(
            "listeners.*.connection-rate",
            "listeners.*.per-source",
            "listeners.*.allow",
            "listeners.*.deny",
            "listeners.*.proxy-protocol",
            "listeners.*.routes",
            "listeners.*.inspect-timeout",
            "pools.*.proxy-protocol");

    private NotYet() {}

    /** Returns whether {@code pattern}, a path with {@code *} for every name, is one of them or below one. */
    static boolean covers(String pattern) {
        return PATHS.stream().anyMatch(path -> pattern.equals(path) || pattern.startsWith(path + "."));
    }
}
