package io.tcplb.server.lifecycle;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What happens to an exception that nobody caught: it is logged; when memory ran out, the process ends. */
final class Uncaught implements Thread.UncaughtExceptionHandler {
    /** The status with which {@code -XX:+ExitOnOutOfMemoryError} ends a JVM. */
    private static final int OUT_OF_MEMORY_STATUS = 3;

    private static final Logger log = LoggerFactory.getLogger(Uncaught.class);

    static void install() {
        Thread.setDefaultUncaughtExceptionHandler(new Uncaught());
    }

    @Override
    public void uncaughtException(Thread thread, Throwable thrown) {
        if (thrown instanceof OutOfMemoryError) {
            // Half a balancer is worse than none: whatever restarts it does better than we could from here.
            Runtime.getRuntime().halt(OUT_OF_MEMORY_STATUS);
        }
        log.error("uncaught in thread " + thread.getName(), thrown);
    }
}
