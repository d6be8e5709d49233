package io.tcplb.balance;

import io.tcplb.backend.Backend;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;

/** Backends for picker tests, and what pickers make of them. */
final class Backends {
    private Backends() {}

    static Backend[] of(int count) {
        return limited(count, 0);
    }

    static Backend[] limited(int count, int maxConnections) {
        Backend[] backends = new Backend[count];
        for (int i = 0; i < count; i++) {
            backends[i] = new Backend("pool", "b" + i, maxConnections);
        }
        return backends;
    }

    static int[] equal(int count) {
        int[] weights = new int[count];
        Arrays.fill(weights, 1);
        return weights;
    }

    /** Returns how often each backend was picked, by index. */
    static int[] count(Backend[] backends, int picks, LongFunction<@Nullable Backend> pick) {
        Map<Backend, Integer> index = new HashMap<>();
        for (int i = 0; i < backends.length; i++) {
            index.put(backends[i], i);
        }
        int[] counts = new int[backends.length];
        for (long n = 0; n < picks; n++) {
            counts[index.get(pick.apply(n))]++;
        }
        return counts;
    }
}
