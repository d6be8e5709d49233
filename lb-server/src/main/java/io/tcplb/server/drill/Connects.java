package io.tcplb.server.drill;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/**
 * Connects to one backend or to several: counted from its start, or between two readings.
 *
 * @param made successful ones
 * @param buckets successful ones by their time, cumulative, the bounds ascending; slower ones are in none
 */
public record Connects(long made, long failed, List<Bucket> buckets) {
    static final Connects NONE = new Connects(0, 0, List.of());
    private static final double QUANTILE = 0.99;

    /** @param count connects that took at most that long */
    public record Bucket(long upToMicros, long count) {}

    public Connects {
        buckets = List.copyOf(buckets);
    }

    /** Returns what has come since {@code before}; all of it when the counters have begun anew. */
    Connects since(Connects before) {
        return made < before.made || failed < before.failed ? this : combined(before, -1);
    }

    Connects plus(Connects other) {
        return combined(other, 1);
    }

    private Connects combined(Connects other, int sign) {
        List<Bucket> sum = new ArrayList<>();
        for (int i = 0; i < Math.max(buckets.size(), other.buckets.size()); i++) {
            Bucket bound = i < buckets.size() ? buckets.get(i) : other.buckets.get(i);
            sum.add(new Bucket(bound.upToMicros(), at(i) + sign * other.at(i)));
        }
        return new Connects(made + sign * other.made, failed + sign * other.failed, sum);
    }

    private long at(int bucket) {
        return bucket < buckets.size() ? buckets.get(bucket).count() : 0;
    }

    /**
     * Returns the time within which 99 in 100 connects were made, in microseconds, taken as evenly spread inside its
     * bucket (as Prometheus' {@code histogram_quantile} does); the highest bound when it lies beyond; empty when there
     * was none.
     */
    public OptionalLong p99Micros() {
        if (made <= 0 || buckets.isEmpty()) {
            return OptionalLong.empty();
        }
        double rank = QUANTILE * made;
        long lower = 0;
        long below = 0;
        for (Bucket bucket : buckets) {
            if (bucket.count() >= rank) {
                double within = (rank - below) / (bucket.count() - below);
                return OptionalLong.of(lower + Math.round(within * (bucket.upToMicros() - lower)));
            }
            lower = bucket.upToMicros();
            below = bucket.count();
        }
        return OptionalLong.of(lower);
    }
}
