package io.tcplb.bench.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class ChartTest {
    private final Results results = new Results();

    @Test
    void drawsScenariosOfOneFamilyTogether() {
        Metric small = add("requests-1", "small");
        Metric bulk = add("bulk", "bulk");
        Metric large = add("requests-50", "large");

        assertThat(Chart.of(results))
                .containsExactly(
                        new Chart("requests", 2, List.of(List.of(small, large))),
                        new Chart("bulk", 2, List.of(List.of(bulk))));
    }

    @Test
    void beginsARowForEachScenario() {
        List<Metric> plain = List.of(add("bulk", "a"), add("bulk", "b"), add("bulk", "c"));
        List<Metric> tuned = List.of(add("bulk-tuned", "d"), add("bulk-tuned", "e"));

        assertThat(Chart.of(results)).containsExactly(new Chart("bulk", 3, List.of(plain, tuned)));
    }

    @Test
    void foldsARowThatIsTooLong() {
        Metric a = add("requests-1", "a");
        Metric b = add("requests-1", "b");
        Metric c = add("requests-1", "c");
        Metric d = add("requests-1", "d");

        assertThat(Chart.of(results)).containsExactly(new Chart("requests", 2, List.of(List.of(a, b), List.of(c, d))));
    }

    private Metric add(String scenario, String name) {
        Metric metric = Metric.higher(name, "1/s", 0);
        results.add(scenario, metric, Party.LB, 1);
        return metric;
    }
}
