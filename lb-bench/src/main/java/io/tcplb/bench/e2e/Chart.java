package io.tcplb.bench.e2e;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What one picture shows: a family of scenarios, such as {@code bulk} and {@code bulk-tuned}.
 *
 * @param family the word that the scenarios' names begin with
 * @param columns panels side by side; at least 1
 * @param rows the metrics, from top to bottom, at most {@code columns} in a row
 */
record Chart(String family, int columns, List<List<Metric>> rows) {
    /** Returns a chart for each family in {@code results}, in the order in which the families first came. */
    static List<Chart> of(Results results) {
        Map<String, Map<String, List<Metric>>> families = new LinkedHashMap<>();
        for (Metric metric : results.metrics()) {
            String scenario = results.scenario(metric);
            families.computeIfAbsent(family(scenario), f -> new LinkedHashMap<>())
                    .computeIfAbsent(scenario, s -> new ArrayList<>())
                    .add(metric);
        }
        List<Chart> charts = new ArrayList<>();
        families.forEach((family, scenarios) -> charts.add(of(family, List.copyOf(scenarios.values()))));
        return charts;
    }

    private static Chart of(String family, List<List<Metric>> scenarios) {
        int most = scenarios.stream().mapToInt(List::size).max().orElseThrow();
        int columns = most % 3 == 0 ? 3 : 2; // what leaves the fewest holes
        List<List<Metric>> rows = new ArrayList<>();
        for (List<Metric> metrics : most == 1 ? List.of(flatten(scenarios)) : scenarios) {
            for (int from = 0; from < metrics.size(); from += columns) {
                rows.add(List.copyOf(metrics.subList(from, Math.min(from + columns, metrics.size()))));
            }
        }
        return new Chart(family, columns, rows);
    }

    private static List<Metric> flatten(List<List<Metric>> scenarios) {
        return scenarios.stream().flatMap(List::stream).toList();
    }

    private static String family(String scenario) {
        return scenario.split("-", 2)[0];
    }
}
