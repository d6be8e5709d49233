package io.tcplb.bench.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TableTest {
    @Test
    void showsEachPartyAndTheRatio() {
        Results results = new Results();
        Metric rate = Metric.higher("requests", "1/s", 0);
        results.add("s", rate, Party.DIRECT, 200_000);
        results.add("s", rate, Party.HAPROXY, 10_000);
        results.add("s", rate, Party.HAPROXY, 12_000);
        results.add("s", rate, Party.HAPROXY_TUNED, 12_100);
        results.add("s", rate, Party.NGINX, 9_000);
        results.add("s", rate, Party.LB, 12_100);
        Metric cost = Metric.lower("cost", "µs", 1);
        results.add("s", cost, Party.LB, 2.25);

        assertThat(new Table(results).markdown())
                .isEqualTo("| median (min–max) | no proxy | HAProxy | HAProxy tuned | nginx | nginx tuned | lb"
                        + " | lb ÷ better peer at defaults | lb ÷ best peer, tuned or not |\n"
                        + "|---|---:|---:|---:|---:|---:|---:|---:|---:|\n"
                        + "| requests, 1/s | 200,000 (200,000–200,000) | 11,000 (10,000–12,000)"
                        + " | 12,100 (12,100–12,100) | 9,000 (9,000–9,000) | – | 12,100 (12,100–12,100) | **1.10×** | **1.00×** |\n"
                        + "| cost, µs (less is better) | – | – | – | – | – | 2.3 (2.3–2.3) | – | – |\n");
    }
}
