package io.tcplb.spec;

/** How a pool spreads new sessions over its serving backends. */
public enum Algorithm {
    ROUND_ROBIN("round-robin"),
    LEAST_CONNECTIONS("least-connections"),
    RANDOM_TWO("random-two"),
    SOURCE_HASH("source-hash"),
    MAGLEV("maglev"),
    FIRST("first");

    private final String key;

    Algorithm(String key) {
        this.key = key;
    }

    /** Returns the name used in configuration and status. */
    public String key() {
        return key;
    }
}
