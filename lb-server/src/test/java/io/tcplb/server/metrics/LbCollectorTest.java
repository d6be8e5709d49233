package io.tcplb.server.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.prometheus.client.exporter.common.TextFormat;
import io.tcplb.observe.CloseReason;
import io.tcplb.observe.LbStatus;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class LbCollectorTest {
    @Test
    void rendersEveryFamilyOfTheContract() throws IOException {
        try (InputStream golden = LbCollectorTest.class.getResourceAsStream("golden.txt")) {
            assertThat(golden).isNotNull();
            assertThat(render(Statuses.small())).isEqualTo(new String(golden.readAllBytes(), StandardCharsets.UTF_8));
        }
    }

    @Test
    void everyFamilyIsThereBeforeTheBalancerIs() throws IOException {
        String text = render(null);
        for (Metric metric : Metric.values()) {
            String type = metric.type().name().toLowerCase(Locale.ROOT);
            assertThat(text).contains("# HELP " + metric.key() + ' ').contains("# TYPE " + metric.key() + ' ' + type);
        }
    }

    @Test
    void everyCloseReasonIsThereAtZero() throws IOException {
        String text = render(Statuses.small());
        for (CloseReason reason : CloseReason.values()) {
            assertThat(text).contains("lb_session_end_total{listener=\"web\",reason=\"" + reason.key() + "\",}");
        }
    }

    @Test
    void namesAreUniqueAndPrefixedAndCountersEndInTotal() {
        assertThat(Metric.values()).extracting(Metric::key).doesNotHaveDuplicates();
        assertThat(Metric.values()).allMatch(metric -> metric.key().startsWith("lb_"));
        assertThat(Metric.values())
                .allMatch(metric ->
                        (metric.type() == Metric.Type.COUNTER) == metric.key().endsWith("_total"));
    }

    private static String render(@Nullable LbStatus status) throws IOException {
        LbCollector collector = new LbCollector(() -> new ServerReading("1.0.0", status, 2, 1, 9));
        StringWriter out = new StringWriter();
        TextFormat.write004(out, Collections.enumeration(collector.collect()));
        return out.toString();
    }
}
