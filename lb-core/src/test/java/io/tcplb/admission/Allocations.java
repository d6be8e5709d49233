package io.tcplb.admission;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;

/** Counts what this thread allocates. */
final class Allocations {
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    static @Nullable Object sink; // so that no result can be optimized away

    private Allocations() {}

    /** Returns the bytes per run, once the compiler has had its time: at most ten seconds. */
    static long during(int runs, LongFunction<@Nullable Object> body) {
        long id = Thread.currentThread().getId();
        long began = System.nanoTime();
        while (true) {
            long before = THREADS.getThreadAllocatedBytes(id);
            for (int n = 0; n < runs; n++) {
                sink = body.apply(n);
            }
            long bytes = (THREADS.getThreadAllocatedBytes(id) - before) / runs;
            if (bytes == 0 || System.nanoTime() - began > 10_000_000_000L) {
                return bytes;
            }
        }
    }
}
