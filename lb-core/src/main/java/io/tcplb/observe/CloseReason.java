package io.tcplb.observe;

import java.util.Locale;

/** Why a session ended. Every session has exactly one; the names are part of the product's contract. */
public enum CloseReason {
    CLIENT_CLOSED,
    BACKEND_CLOSED,
    CLIENT_RESET,
    BACKEND_RESET,
    IDLE_TIMEOUT,
    HALF_CLOSE_TIMEOUT,
    CONNECT_REFUSED,
    CONNECT_TIMEOUT,
    CONNECT_UNREACHABLE,
    CONNECT_ERROR,
    NO_BACKEND,
    HOLD_TIMEOUT,
    QUEUE_TIMEOUT,
    BACKEND_DOWN,
    BACKEND_REMOVED,
    FAILBACK,
    ADMIN_CLOSED,
    SHUTDOWN,
    DENIED,
    RATE_LIMITED,
    LISTENER_FULL,
    PREFACE_TIMEOUT,
    PREFACE_INVALID,
    INTERNAL_ERROR;

    private final String key = name().toLowerCase(Locale.ROOT);

    /** Returns the name used in logs, metrics and the API, such as {@code client_closed}. */
    public String key() {
        return key;
    }
}
