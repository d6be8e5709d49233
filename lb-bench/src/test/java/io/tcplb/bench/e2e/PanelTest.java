package io.tcplb.bench.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PanelTest {
    @Test
    void drawsNothingButZerosAndNegativesWithoutLeavingTheAxis() {
        Results results = new Results();
        Metric lost = Metric.lower("lost requests", "requests", 0);
        results.add("kill", lost, Party.NGINX, 0);
        results.add("kill", lost, Party.LB, -3);
        Svg svg = new Svg();

        new Panel(results, lost, 300).draw(svg, 0, 0, 1);

        assertThat(svg.document(300, 100, "", ""))
                .doesNotContain("NaN")
                .doesNotContain("\"-")
                .contains("width=\"0.0\"", ">0</text>", ">-3</text>")
                .doesNotContain("better peer");
    }

    @Test
    void comparesWithTunedPeersWhereTheyTookPart() {
        Results results = new Results();
        Metric cost = Metric.lower("cost", "µs", 0);
        results.add("s", cost, Party.HAPROXY, 4);
        results.add("s", cost, Party.HAPROXY_TUNED, 2);
        results.add("s", cost, Party.LB, 3);
        Svg svg = new Svg();

        new Panel(results, cost, 300).draw(svg, 0, 0, 1);

        assertThat(svg.document(300, 100, "", ""))
                .contains(">lb 0.75× the better peer, 1.50× with tuned ones</text>")
                .contains(">HAProxy tuned</text>");
    }
}
