package io.tcplb.server.admin;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What is not there yet while the balancer starts. */
final class Started {
    /** It is not there yet. */
    static final class NotYetException extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    private Started() {}

    static <T> T require(Supplier<@Nullable T> part) {
        T there = part.get();
        if (there == null) {
            throw new NotYetException();
        }
        return there;
    }
}
