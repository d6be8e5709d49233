package io.tcplb.balance;

import io.tcplb.backend.Backend;
import org.jspecify.annotations.Nullable;

/** The first in order that has room: fills one backend before it touches the next. */
final class FirstPicker implements Picker {
    private final Backend[] backends;

    FirstPicker(Backend[] backends) {
        this.backends = backends;
    }

    @Override
    public @Nullable Backend pick(long flowHash, Tried tried) {
        return firstFree(backends, 0, tried);
    }

    /** Returns the first free backend from {@code start} on, once around; {@code null} when none is. */
    static @Nullable Backend firstFree(Backend[] backends, int start, Tried tried) {
        for (int i = start; i < backends.length; i++) {
            if (isFree(backends[i], tried)) {
                return backends[i];
            }
        }
        for (int i = 0; i < start; i++) {
            if (isFree(backends[i], tried)) {
                return backends[i];
            }
        }
        return null;
    }

    static boolean isFree(Backend backend, Tried tried) {
        return backend.hasRoom() && !tried.contains(backend);
    }
}
