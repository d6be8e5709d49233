package io.tcplb.observe;

/**
 * The only way out of the core: what happened, told to whoever logs and counts. Calls must not block. Session calls
 * come from the event loop of that session, all others from the control loop.
 */
public interface LbObserver {
    /** Told once for every accepted client, after its last descriptor is closed. */
    default void sessionEnded(SessionSummary summary) {}

    /** Told once for every decision, in order. */
    default void transition(Transition transition) {}

    /**
     * A condition that an operator should see but that changes no state, such as running out of descriptors.
     * Rate-limited by the caller.
     *
     * @param what one line, in words
     */
    default void warning(String what) {}
}
