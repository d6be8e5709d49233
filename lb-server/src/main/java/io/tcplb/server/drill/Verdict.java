package io.tcplb.server.drill;

/** How a drill ended. */
public enum Verdict {
    /** The backend was out for all of the time, no condition held, and it serves again. */
    PASSED,
    /** A condition held, and the backend was brought back early. */
    ABORTED,
    /** The operator ended it, and the backend was brought back early. */
    INTERRUPTED,
    /** Something came in between, or the backend does not serve again. */
    FAILED,
    /** It did not begin. */
    REFUSED
}
