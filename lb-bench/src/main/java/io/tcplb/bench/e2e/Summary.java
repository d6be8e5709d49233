package io.tcplb.bench.e2e;

import java.util.Arrays;
import java.util.Collection;

/** The middle and the ends of some samples of one quantity. */
record Summary(double median, double min, double max) {
    /** @param samples at least one */
    static Summary of(Collection<Double> samples) {
        if (samples.isEmpty()) {
            throw new IllegalArgumentException("samples: none (expected: at least one)");
        }
        double[] sorted = samples.stream().mapToDouble(Double::doubleValue).toArray();
        Arrays.sort(sorted);
        int middle = sorted.length / 2;
        double median = sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
        return new Summary(median, sorted[0], sorted[sorted.length - 1]);
    }
}
