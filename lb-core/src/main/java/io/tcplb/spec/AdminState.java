package io.tcplb.spec;

/** What an operator wants of a backend. {@code DRAIN}: no new sessions, old ones finish. {@code MAINT}: out. */
public enum AdminState {
    READY,
    DRAIN,
    MAINT
}
