package io.tcplb.it.kit;

import java.util.Locale;

/** The data paths; every test that moves bytes runs on each. */
public enum Transport {
    EPOLL,
    NIO;

    /** Returns the value of {@code runtime.transport}. */
    public String key() {
        return name().toLowerCase(Locale.ROOT);
    }
}
