package io.tcplb.bench.e2e;

import java.io.IOException;
import java.util.List;
import java.util.Map;

/** One kind of load and what is measured under it. */
interface Scenario {
    /** Rounds of what takes long for what it tells: enough for a median, a minimum and a maximum. */
    int FEW_ROUNDS = 3;

    /** Returns a unique word, for {@code --only}. */
    String name();

    /** Returns who takes part, in the order of the first round. */
    List<Party> parties();

    /** Returns how many rounds to run when {@code asked} were asked for: fewer, where one costs more than it tells. */
    default int rounds(int asked) {
        return asked;
    }

    /** Finds out what all measurements depend on, before the first of them. */
    default void prepare(Rig rig) throws IOException, InterruptedException {}

    /** Brings one party to the state in which it is to be measured: mostly, {@code seconds} of the same load. */
    default void warmUp(Party party, Rig rig, int seconds) throws IOException, InterruptedException {}

    /** Measures one party once. */
    Map<Metric, Double> measure(Party party, Rig rig, int seconds) throws IOException, InterruptedException;

    /** Returns about how long {@link #prepare} and {@link #warmUp} take, for one party. */
    default double secondsToPrepare(int seconds) {
        return 0;
    }

    /** Returns about how long {@link #measure} takes, with starting and ending what it needs. */
    double secondsToMeasure(int seconds);
}
