package io.tcplb.server.drill;

import io.tcplb.observe.CloseReason;

/** What the end of a session says about the service. */
enum Ending {
    /** The client's own doing, or the end that it wanted. */
    FINE,
    /** The client did not get what it came for, or lost it. */
    ERROR,
    /** lb closed it because an operator, or a drill, wanted its backend out. */
    MOVED;

    static Ending of(CloseReason reason) {
        return switch (reason) {
            case CLIENT_CLOSED,
                    BACKEND_CLOSED,
                    CLIENT_RESET,
                    IDLE_TIMEOUT,
                    HALF_CLOSE_TIMEOUT,
                    SHUTDOWN,
                    DENIED,
                    RATE_LIMITED,
                    PREFACE_TIMEOUT,
                    PREFACE_INVALID -> FINE;
            case BACKEND_RESET,
                    CONNECT_REFUSED,
                    CONNECT_TIMEOUT,
                    CONNECT_UNREACHABLE,
                    CONNECT_ERROR,
                    NO_BACKEND,
                    HOLD_TIMEOUT,
                    QUEUE_TIMEOUT,
                    BACKEND_DOWN,
                    LISTENER_FULL,
                    INTERNAL_ERROR -> ERROR;
            case ADMIN_CLOSED, BACKEND_REMOVED, FAILBACK -> MOVED;
        };
    }
}
