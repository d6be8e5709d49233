package io.tcplb.health;

/** What made sessions lose trust in a backend. */
public enum Suspicion {
    /** Consecutive connects failed: a probe of any type can confirm it. */
    CONNECTS("consecutive connect failures", true),
    /** Clients spoke and got no byte in time: a probe that only connects would wrongly acquit. */
    SILENCE("consecutive clients without a first byte in time", false);

    private final String words;
    private final boolean probeCanTell;

    Suspicion(String words, boolean probeCanTell) {
        this.words = words;
        this.probeCanTell = probeCanTell;
    }

    /** Returns what was seen, to follow a count. */
    public String words() {
        return words;
    }

    /** Returns whether the next probe's pass is a proof of innocence even when the backend would be ejected. */
    public boolean probeCanTell() {
        return probeCanTell;
    }
}
