package io.tcplb.bench.e2e;

import java.io.IOException;
import java.util.List;
import java.util.Map;

/** One kind of load and what is measured under it. */
interface Scenario {
    /** Returns a unique word, for {@code --only}. */
    String name();

    /** Returns who takes part, in the order of the first round. */
    List<Party> parties();

    /** Returns whether an untimed run of each party goes before the first round. */
    boolean needsWarmUp();

    /** Measures one party once. */
    Map<Metric, Double> measure(Party party, Rig rig, int seconds) throws IOException, InterruptedException;
}
