package io.tcplb.simulate;

import java.time.Duration;

/**
 * How a virtual server behaves.
 *
 * @param answersAfter how long an answer takes; matters while it answers at all
 */
public record ServerState(Mode mode, Duration answersAfter) {
    /** What meets a connection. */
    public enum Mode {
        /** Accepts and answers. */
        UP,
        /** Refuses, and resets what it had. */
        DOWN,
        /** Its kernel accepts, its program never answers. */
        HANG,
        /** Nothing comes back, not even a refusal. */
        UNREACHABLE
    }

    public static final ServerState UP = new ServerState(Mode.UP, Duration.ZERO);
    public static final ServerState DOWN = new ServerState(Mode.DOWN, Duration.ZERO);
    public static final ServerState HANG = new ServerState(Mode.HANG, Duration.ZERO);
    public static final ServerState UNREACHABLE = new ServerState(Mode.UNREACHABLE, Duration.ZERO);

    /** Returns a server that answers, late. */
    public static ServerState slow(Duration by) {
        return new ServerState(Mode.UP, by);
    }

    boolean answers() {
        return mode == Mode.UP;
    }
}
