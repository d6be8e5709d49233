package io.tcplb.server.admin;

/** A request that makes no sense. The message says why, in one line. */
final class BadCallException extends Exception {
    private static final long serialVersionUID = 1L;

    BadCallException(String message) {
        super(message);
    }
}
