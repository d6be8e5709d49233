package io.tcplb.balance;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;

/** Counts what this thread allocates. */
final class Allocations {
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    static @Nullable Object sink; // so that no result can be optimized away

    private Allocations() {}

    /** Returns the bytes per run, the fixed cost of measuring left out. */
    static long during(int runs, LongFunction<@Nullable Object> body) {
        for (int warmUp = 0; warmUp < runs; warmUp++) {
            sink = body.apply(warmUp);
        }
        long id = Thread.currentThread().getId();
        long before = THREADS.getThreadAllocatedBytes(id);
        for (int n = 0; n < runs; n++) {
            sink = body.apply(n);
        }
        return (THREADS.getThreadAllocatedBytes(id) - before) / runs;
    }
}
