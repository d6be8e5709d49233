package io.tcplb.server.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.tcplb.it.kit.Await;
import io.tcplb.it.kit.Tree;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is shipped for Prometheus and Grafana asks for series and labels that lb has. */
class DeployedMetricsTest {
    private static final Path DEPLOY = Path.of("..", "deploy"); // tests run in their module
    private static final Set<String> ADDED_BY_PROMETHEUS = Set.of("job", "instance");
    private static final Pattern SERIES = Pattern.compile("\\b((?:lb|jvm|process|system)_\\w+)(?:\\{([^}]*)})?");
    private static final Pattern GROUPING = Pattern.compile("\\b(?:by|on|without|ignoring) \\(([^)]*)\\)");

    @ParameterizedTest
    @ValueSource(strings = {"prometheus/alerts.yml", "grafana/lb.json"})
    void everySeriesAndEveryLabelExists(String file) throws IOException {
        Map<String, Set<String>> known = known();
        Set<String> labels = new TreeSet<>(ADDED_BY_PROMETHEUS);
        known.values().forEach(labels::addAll);
        List<String> expressions = expressions(DEPLOY.resolve(file));
        assertThat(expressions).hasSizeGreaterThan(20);
        for (String expression : expressions) {
            Matcher series = SERIES.matcher(expression);
            while (series.find()) {
                assertThat(known).as(expression).containsKey(series.group(1));
                assertThat(known.get(series.group(1))).as(expression).containsAll(selected(series.group(2)));
            }
            Matcher grouping = GROUPING.matcher(expression);
            while (grouping.find()) {
                assertThat(labels).as(expression).contains(grouping.group(1).split(", *"));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = "grafana/lb.json")
    void theDashboardShowsEveryMetric(String file) throws IOException {
        String all = String.join("\n", expressions(DEPLOY.resolve(file)));
        for (Metric metric : Metric.values()) {
            assertThat(all).containsPattern("\\b" + metric.key() + "(_bucket|_sum|_count)?\\b");
        }
    }

    private static List<String> expressions(Path file) throws IOException {
        Tree tree = Tree.read(file);
        List<String> all = new ArrayList<>(tree.all("expr"));
        all.addAll(tree.all("definition")); // of a dashboard's variables
        return all;
    }

    /** Returns the labels that a selector names. */
    private static List<String> selected(String selector) {
        return selector == null || selector.isBlank()
                ? List.of()
                : Stream.of(selector.split(",(?=\\w+[=!])"))
                        .map(part -> part.replaceAll("[=!].*", ""))
                        .toList();
    }

    /** Returns the labels of every series, by name. */
    private static Map<String, Set<String>> known() {
        Map<String, Set<String>> known = new HashMap<>();
        for (Metric metric : Metric.values()) {
            if (metric.type() == Metric.Type.HISTOGRAM) {
                List.of("_bucket", "_sum", "_count")
                        .forEach(suffix -> add(known, metric.key() + suffix, metric.labels()));
                known.get(metric.key() + "_bucket").add("le");
            } else {
                add(known, metric.key(), metric.labels());
            }
        }
        runtime()
                .lines()
                .filter(line -> line.matches("(jvm|process|system)_.*"))
                .forEach(line -> {
                    Matcher series = SERIES.matcher(line);
                    if (series.find()) {
                        add(known, series.group(1), selected(series.group(2)));
                    }
                });
        return known;
    }

    private static void add(Map<String, Set<String>> known, String name, List<String> labels) {
        known.computeIfAbsent(name, unseen -> new TreeSet<>(ADDED_BY_PROMETHEUS))
                .addAll(labels);
    }

    /** Returns a scrape of the JVM's and the process's own metrics, after a collection, which some come from. */
    private static String runtime() {
        try (Metrics metrics = new Metrics(() -> new ServerReading("1", null, 0, 0, 0))) {
            System.gc();
            Await.until(
                    "the collector has reported",
                    Duration.ofSeconds(10),
                    () -> metrics.scrape(null).body().contains("jvm_gc_pause_seconds_sum"));
            return metrics.scrape(null).body();
        }
    }
}
