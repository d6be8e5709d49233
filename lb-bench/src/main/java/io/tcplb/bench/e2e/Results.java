package io.tcplb.bench.e2e;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;

/** Samples by metric and column, in the order in which they first came. Confined to one thread. */
final class Results {
    private final Map<Metric, Map<String, List<Double>>> samples = new LinkedHashMap<>();
    private final Map<Metric, String> scenarios = new HashMap<>();

    /** @param scenario the name of the scenario that measures {@code metric}, always the same one */
    void add(String scenario, Metric metric, String column, double value) {
        scenarios.put(metric, scenario);
        samples.computeIfAbsent(metric, m -> new LinkedHashMap<>())
                .computeIfAbsent(column, c -> new ArrayList<>())
                .add(value);
    }

    Set<Metric> metrics() {
        return Collections.unmodifiableSet(samples.keySet());
    }

    /** Returns the name of the scenario that measures {@code metric}, one of {@link #metrics}. */
    String scenario(Metric metric) {
        return Objects.requireNonNull(scenarios.get(metric), metric::name);
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
     * measured or is negative, as differences may be, or the peers' best is zero.
     */
    OptionalDouble ratio(Metric metric, String subject, List<String> peers) {
        Optional<Summary> own = summary(metric, subject);
        OptionalDouble best = peers.stream()
                .flatMap(peer -> summary(metric, peer).stream())
                .mapToDouble(Summary::median)
                .reduce(metric.higherIsBetter() ? Math::max : Math::min);
        if (own.isEmpty() || own.get().median() < 0 || best.isEmpty() || best.getAsDouble() <= 0) {
            return OptionalDouble.empty();
        }
        return OptionalDouble.of(own.get().median() / best.getAsDouble());
    }
}
