package io.tcplb.simulate;

import io.tcplb.observe.Transition;

/** Whoever watches a simulation. Told in the order of virtual time. */
public interface Audience {
    /** A step of the scenario happens. */
    void step(long nowNanos, String words);

    /** lb decided something. */
    void transition(long nowNanos, Transition transition);

    /** A second is over; told once for each pool. */
    void second(Second second);
}
