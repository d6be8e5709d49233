package io.tcplb.server.cli;

import java.util.List;

/** A verb that the admin API did not carry out. */
final class AdminException extends Exception {
    private static final long serialVersionUID = 1L;

    private final int status;
    private final transient List<String> details;

    /** @param status exit status */
    AdminException(int status, String message) {
        this(status, message, List.of());
    }

    /** @param details further lines */
    AdminException(int status, String message, List<String> details) {
        super(message);
        this.status = status;
        this.details = List.copyOf(details);
    }

    int status() {
        return status;
    }

    List<String> details() {
        return details;
    }
}
