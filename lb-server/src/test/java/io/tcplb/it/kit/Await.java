package io.tcplb.it.kit;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Waiting for a condition, with a deadline that says what was awaited and what was seen instead. */
public final class Await {
    private static final long POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(15);

    private Await() {}

    /** A condition that may fail to be asked; that counts as "not yet". */
    @FunctionalInterface
    public interface Condition {
        boolean holds() throws Exception;
    }

    /** Returns once {@code condition} holds. */
    public static void until(String what, Duration atMost, Condition condition) {
        until(what, atMost, condition, () -> "");
    }

    /**
     * Returns once {@code condition} holds.
     *
     * @param seen asked when the deadline has passed: what there is instead
     * @return nanoseconds waited
     */
    public static long until(String what, Duration atMost, Condition condition, Supplier<String> seen) {
        long start = System.nanoTime();
        @Nullable Exception lastError = null;
        while (true) {
            try {
                if (condition.holds()) {
                    return System.nanoTime() - start;
                }
                lastError = null;
            } catch (Exception e) {
                lastError = e;
            }
            if (System.nanoTime() - start > atMost.toNanos()) {
                throw new AssertionError("not within " + atMost + ": " + what + " " + seen.get(), lastError);
            }
            LockSupport.parkNanos(POLL_NANOS);
        }
    }

    /** Fails as soon as {@code condition} does not hold; returns when it has held for all of {@code period}. */
    public static void always(String what, Duration period, Condition condition) throws Exception {
        long start = System.nanoTime();
        while (System.nanoTime() - start < period.toNanos()) {
            if (!condition.holds()) {
                throw new AssertionError("did not stay so: " + what);
            }
            LockSupport.parkNanos(POLL_NANOS);
        }
    }
}
