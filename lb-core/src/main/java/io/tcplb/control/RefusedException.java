package io.tcplb.control;

/** An operator's wish that is not carried out. The message says why, in one line. */
public final class RefusedException extends Exception {
    private static final long serialVersionUID = 1L;

    private final boolean unknown;

    RefusedException(String message, boolean unknown) {
        super(message);
        this.unknown = unknown;
    }

    /** Whether it named something that does not exist; otherwise the state forbids it. */
    public boolean unknown() {
        return unknown;
    }
}
