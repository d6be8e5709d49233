package io.tcplb.server.admin;

import java.util.List;

/** Reads the configuration file again. */
public interface Reloads {
    /**
     * Reloads, or says what a reload would do. Blocks until done; reloads run one after the other.
     *
     * @param dryRun change nothing
     * @param origin who asks
     */
    Outcome reload(boolean dryRun, String origin);

    /**
     * What came of it.
     *
     * @param configVersion the version in force
     * @param changes what changed, or would; one line each
     * @param sessions live sessions of backends that went, or would
     */
    record Outcome(Result result, long configVersion, List<String> changes, int sessions, List<String> problems) {
        public Outcome {
            changes = List.copyOf(changes);
            problems = List.copyOf(problems);
        }
    }

    /** How it ended. */
    enum Result {
        /** Done, or it could be. */
        APPLIED,
        /** The file is wrong. */
        INVALID,
        /** The file is right and cannot be applied. */
        REFUSED
    }
}
