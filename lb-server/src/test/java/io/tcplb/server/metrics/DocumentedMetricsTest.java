package io.tcplb.server.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** {@code docs/metrics.md} says what the code does, in the words of the HELP texts. */
class DocumentedMetricsTest {
    private static final Path PAGE = Path.of("..", "docs", "metrics.md"); // tests run in their module

    @Test
    void everyMetricIsDocumentedAsItIs() throws IOException {
        String docs = Files.readString(PAGE);
        for (Metric metric : Metric.values()) {
            String labels = metric.labels().isEmpty() ? "" : "{" + String.join(",", metric.labels()) + "}";
            String type = metric.type().name().toLowerCase(Locale.ROOT);
            String row = "| `" + metric.key() + labels + "` | " + type + " | " + metric.help() + " | ";
            assertThat(docs.lines().filter(line -> line.startsWith(row)))
                    .as(row)
                    .singleElement()
                    .asString()
                    .as("what to alert on")
                    .matches(Pattern.quote(row) + "\\S.*[^ |] \\|");
        }
        assertThat(docs.lines().filter(line -> line.startsWith("| `lb_"))).hasSize(Metric.values().length);
    }

    /** A label value stands on the page in code, such as {@code `refused`}. */
    @Test
    void everyLabelValueIsDocumented() throws IOException {
        String docs = Files.readString(PAGE);
        assertThat(Stream.of(
                                LbCollector.REJECTIONS,
                                LbCollector.CONNECT_FAILURES,
                                LbCollector.FAILOVERS,
                                LbCollector.CHECKS,
                                List.of("to_backend", "to_client", "success", "failure"))
                        .flatMap(List::stream))
                .allSatisfy(value -> assertThat(docs).contains("`" + value + "`"));
    }

    /** What Micrometer adds is documented by family; nothing else is shown. */
    @Test
    void everyFamilyIsDocumented() throws IOException {
        List<Pattern> documented = Pattern.compile("`([a-z_]+\\*?)[`{]")
                .matcher(Files.readString(PAGE))
                .results()
                .map(MatchResult::group)
                .map(name -> Pattern.compile(name.replaceAll("[`{]", "").replace("*", ".*")))
                .toList();
        try (Metrics metrics = new Metrics(() -> new ServerReading("1.0.0", Statuses.small(), 2, 1, 9))) {
            assertThat(metrics.scrape(null).body().lines())
                    .filteredOn(line -> line.startsWith("# TYPE "))
                    .extracting(line -> line.split(" ")[2])
                    .contains("jvm_memory_used_bytes")
                    .allSatisfy(family -> assertThat(documented)
                            .as(family)
                            .anyMatch(name -> name.matcher(family).matches()));
        }
    }
}
