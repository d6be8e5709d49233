package io.tcplb.bench.e2e;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;

/** Samples by metric and column, in the order in which they first came. Confined to one thread. */
final class Results {
    private final Map<Metric, Map<String, List<Double>>> samples = new LinkedHashMap<>();

    void add(Metric metric, String column, double value) {
        samples.computeIfAbsent(metric, m -> new LinkedHashMap<>())
                .computeIfAbsent(column, c -> new ArrayList<>())
                .add(value);
    }

    Set<Metric> metrics() {
        return Collections.unmodifiableSet(samples.keySet());
    }

    List<Double> samples(Metric metric, String column) {
        return samples.getOrDefault(metric, Map.of()).getOrDefault(column, List.of());
    }

    Optional<Summary> summary(Metric metric, String column) {
        List<Double> values = samples(metric, column);
        return values.isEmpty() ? Optional.empty() : Optional.of(Summary.of(values));
    }

    /**
     * Returns the median of {@code subject} over the better median of {@code peers}; empty when one side was not
     * measured or the peers' best is zero.
     */
    OptionalDouble ratio(Metric metric, String subject, List<String> peers) {
        Optional<Summary> own = summary(metric, subject);
        OptionalDouble best = peers.stream()
                .flatMap(peer -> summary(metric, peer).stream())
                .mapToDouble(Summary::median)
                .reduce(metric.higherIsBetter() ? Math::max : Math::min);
        if (own.isEmpty() || best.isEmpty() || best.getAsDouble() == 0) {
            return OptionalDouble.empty();
        }
        return OptionalDouble.of(own.get().median() / best.getAsDouble());
    }
}
