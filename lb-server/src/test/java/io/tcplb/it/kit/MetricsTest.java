package io.tcplb.it.kit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;

class MetricsTest {
    private static final String SCRAPE = """
            # HELP lb_a Something.
            # TYPE lb_a counter
            lb_a{pool="web",backend="a",} 3.0
            lb_a{pool="web",backend="b"} 4
            lb_a{pool="db",backend="a"} 1.0E3
            lb_up 1.0
            lb_bucket{le="+Inf"} +Inf
            lb_odd{text="a \\"quoted\\\\ \\n, }"} 0.5
            """;

    @Test
    void sumsTheSamplesThatCarryTheLabels() {
        Metrics metrics = Metrics.parse(SCRAPE);

        assertThat(metrics.count("lb_a", "pool", "web")).isEqualTo(7);
        assertThat(metrics.count("lb_a", "pool", "web", "backend", "b")).isEqualTo(4);
        assertThat(metrics.count("lb_a", "backend", "a")).isEqualTo(1003);
        assertThat(metrics.count("lb_up")).isOne();
        assertThat(metrics.count("lb_absent")).isZero();
        assertThat(metrics.sum("lb_bucket")).isInfinite();
        assertThat(metrics.by("backend", "lb_a", "pool", "web")).isEqualTo(Map.of("a", 3L, "b", 4L));
    }

    @Test
    void unescapesLabelValues() {
        assertThat(Metrics.parse(SCRAPE).sum("lb_odd", "text", "a \"quoted\\ \n, }"))
                .isEqualTo(0.5);
    }

    @Test
    void refusesWhatIsNoSample() {
        assertThatThrownBy(() -> Metrics.parse("<html>")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Metrics.parse("lb_a{pool=\"web\" 1")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Metrics.parse("lb_a one")).isInstanceOf(NumberFormatException.class);
    }
}
