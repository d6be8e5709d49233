package io.tcplb.server.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.tcplb.observe.CloseReason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.junit.jupiter.api.Test;

/** {@code docs/operating.md} says what the code does. */
class DocumentedMetricsTest {
    private static final Path DOCS = Path.of("..", "docs", "operating.md"); // tests run in their module

    @Test
    void everyMetricIsDocumentedAsItIs() throws IOException {
        String docs = Files.readString(DOCS);
        for (Metric metric : Metric.values()) {
            String labels = metric.labels().isEmpty() ? "" : "{" + String.join(",", metric.labels()) + "}";
            String type = metric.type().name().toLowerCase(Locale.ROOT);
            assertThat(docs).contains("| `" + metric.key() + labels + "` | " + type + " | " + metric.help() + " |");
        }
        assertThat(docs.lines().filter(line -> line.startsWith("| `lb_"))).hasSize(Metric.values().length);
    }

    @Test
    void everyCloseReasonIsDocumented() throws IOException {
        assertThat(Files.readString(DOCS).lines())
                .filteredOn(line -> line.matches("\\| `[a-z_]+` \\|.*") && !line.startsWith("| `lb_"))
                .extracting(line -> line.replaceAll("\\| `([a-z_]+)` .*", "$1"))
                .containsAll(java.util.Arrays.stream(CloseReason.values())
                        .map(CloseReason::key)
                        .toList());
    }
}
