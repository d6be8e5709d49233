package io.tcplb.control;

/** The balancer cannot start, or cannot apply a configuration. The message is one line fit for an operator. */
public final class StartException extends Exception {
    private static final long serialVersionUID = 1L;

    public StartException(String message) {
        super(message);
    }

    public StartException(String message, Throwable cause) {
        super(message, cause);
    }
}
