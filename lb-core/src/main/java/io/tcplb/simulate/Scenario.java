package io.tcplb.simulate;

import java.time.Duration;
import java.util.Comparator;
import java.util.List;

/**
 * What is rehearsed. Times count from the start.
 *
 * @param duration of virtual time; positive
 * @param seed of everything random
 * @param load new sessions per second of each pool: straight lines between the points, level before and after
 * @param clients the load's rhythm and habits
 * @param steps what happens when, by time
 */
public record Scenario(Duration duration, long seed, List<Load> load, Clients clients, List<Step> steps) {
    /** @param rate new sessions per second */
    public record Load(Duration at, double rate) {}

    /** @param words as the scenario says it, for the reader of the outcome */
    public record Step(Duration at, String words, List<Act> acts) {
        public Step {
            acts = List.copyOf(acts);
        }
    }

    /** When the next client comes, or how long a session lasts. */
    public enum Spread {
        /** Always the same. */
        EVEN,
        /** Exponentially distributed: clients that know nothing of each other. */
        RANDOM
    }

    /**
     * How clients behave.
     *
     * @param arrivals gaps between them
     * @param session mean length of a session, from its first answer; positive
     * @param lengths of sessions
     * @param addresses how many different ones there are, for the hashing algorithms; at least 1
     * @param patience how long a client waits for an answer before it goes; positive
     * @param harmless whether their first bytes are provably without effect, so that {@code replay.mode = safe} applies
     */
    public record Clients(
            Spread arrivals, Duration session, Spread lengths, int addresses, Duration patience, boolean harmless) {}

    public Scenario {
        load = load.stream().sorted(Comparator.comparing(Load::at)).toList();
        steps = steps.stream().sorted(Comparator.comparing(Step::at)).toList();
    }
}
