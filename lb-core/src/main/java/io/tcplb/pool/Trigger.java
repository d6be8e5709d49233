package io.tcplb.pool;

import java.util.Locale;

/** What made the pool decide anew; the {@code cause} label of failovers. */
enum Trigger {
    HEALTH,
    EJECTION,
    ADMIN,
    ZONE,
    ADDRESS,
    FAILBACK,
    RELOAD;

    private final String key = name().toLowerCase(Locale.ROOT);

    String key() {
        return key;
    }
}
