package io.tcplb.it.chaos;

import java.util.Set;

/**
 * Something that is done to a running balancer or to what is around it.
 *
 * @param atMillis when, from the start of the run
 * @param lastsMillis how long until it is undone; 0 for what cannot be undone
 * @param backend the number of the backend that it is done to; {@link #NOBODY} for what is done to lb or its clients
 */
record Fault(long atMillis, long lastsMillis, Kind kind, int backend) {
    static final int NOBODY = -1;

    /** What may be done. */
    enum Kind {
        /** SIGKILL; started again at the end. */
        KILL(true),
        /** SIGSTOP; SIGCONT at the end. Its sessions wait and go on. */
        FREEZE(true),
        /** It resets every connection as soon as it has accepted it, probes too. */
        RESET_ON_ACCEPT(true),
        /** It accepts and says nothing; serves those connections at the end. */
        SILENCE(true),
        /** The link to it is down. */
        CUT(true),
        /** Its sessions finish and it gets no new ones. */
        DRAIN(true),
        /** It is out. */
        MAINT(true),
        /** A reload takes it out of the configuration; another one puts it back. */
        REMOVE(true),
        /** The kernel destroys every socket between lb and it. */
        DESTROY_BACKEND_SIDE(false),
        /** The kernel destroys every socket between lb and its clients. */
        DESTROY_CLIENT_SIDE(false),
        /** A reload changes every weight. */
        WEIGHTS(false),
        /** A reload is tried of a configuration that is none. */
        NONSENSE(false),
        /** Many clients at once. */
        BURST(false);

        private final boolean takesOut;

        Kind(boolean takesOut) {
            this.takesOut = takesOut;
        }

        /** Whether its backend may fail new sessions while it lasts. */
        boolean takesOut() {
            return takesOut;
        }

        /** Returns the close reasons of the sessions of its backend that it may end. */
        Set<String> reasons() {
            return switch (this) {
                case KILL, RESET_ON_ACCEPT, CUT -> Set.of("backend_reset", "backend_down");
                case MAINT -> Set.of("backend_down", "admin_closed");
                case DESTROY_BACKEND_SIDE -> Set.of("backend_reset");
                default -> Set.of();
            };
        }

        /** Whether it needs a backend to be done to. */
        boolean hasBackend() {
            return takesOut || this == DESTROY_BACKEND_SIDE;
        }
    }

    long endMillis() {
        return atMillis + lastsMillis;
    }

    @Override
    public String toString() {
        return atMillis + " ms " + kind + (backend == NOBODY ? "" : " of b" + backend) + " for " + lastsMillis + " ms";
    }
}
