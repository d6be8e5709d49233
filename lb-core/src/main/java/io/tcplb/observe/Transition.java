package io.tcplb.observe;

/**
 * One decision: something changed, and why. Logged once, counted once, kept in the timeline.
 *
 * @param pool empty when it is not about a pool
 * @param backend id; empty when it is not about one backend
 * @param from what was before, in the words of the status; empty when nothing was
 * @param to what is now
 * @param cause in words, with the observations that led to it
 * @param sessions live sessions that it touches
 */
public record Transition(Kind kind, String pool, String backend, String from, String to, String cause, int sessions) {
    /** What a transition is about. */
    public enum Kind {
        /** A backend's health flipped. */
        HEALTH,
        /** A backend was ejected by passive detection, or its ejection ended. */
        EJECTION,
        /** An operator's override was set, removed or expired. */
        ADMIN,
        /** A backend's name resolved, or to another address, or failed to. */
        ADDRESS,
        /** Another tier serves, or nobody does, or the pool serves fail-open. */
        TIER,
        /** A spare was activated or stood down. */
        SPARE,
        /** A standby that was being proved turned out to be broken. */
        STANDBY,
        /** A recovered backend waits for failback, or is released. */
        FAILBACK,
        /** Clients are held or queued, or released. */
        HOLD,
        /** A zone was evacuated or returned. */
        ZONE,
        /** The balancer suspects itself, or no longer. */
        ISOLATION,
        /** A backend was added, removed or replaced by a reload. */
        MEMBERSHIP,
        /** A configuration was applied. */
        RELOAD
    }
}
