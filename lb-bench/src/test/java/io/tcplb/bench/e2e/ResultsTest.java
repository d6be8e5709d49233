package io.tcplb.bench.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class ResultsTest {
    private static final Metric RATE = Metric.higher("rate", "1/s", 0);
    private static final Metric COST = Metric.lower("cost", "µs", 1);

    private final Results results = new Results();

    @Test
    void comparesARateWithTheHigherPeer() {
        results.add("s", RATE, Party.LB, 150);
        results.add("s", RATE, Party.HAPROXY, 100);
        results.add("s", RATE, Party.NGINX, 50);

        assertThat(results.ratio(RATE, Party.LB, Party.PEERS)).hasValue(1.5);
    }

    @Test
    void comparesACostWithTheLowerPeer() {
        results.add("s", COST, Party.LB, 150);
        results.add("s", COST, Party.HAPROXY, 100);
        results.add("s", COST, Party.NGINX, 50);

        assertThat(results.ratio(COST, Party.LB, Party.PEERS)).hasValue(3);
    }

    @Test
    void comparesMedians() {
        for (double value : new double[] {1, 100, 4}) {
            results.add("s", RATE, Party.LB, value);
        }
        results.add("s", RATE, Party.NGINX, 2);

        assertThat(results.ratio(RATE, Party.LB, Party.PEERS)).hasValue(2);
    }

    @Test
    void hasNoRatioToWhatWasNotMeasuredOrIsZeroOrNegative() {
        results.add("s", RATE, Party.LB, 1);
        assertThat(results.ratio(RATE, Party.LB, Party.PEERS)).isEmpty();
        results.add("s", RATE, Party.HAPROXY, 0);
        assertThat(results.ratio(RATE, Party.LB, Party.PEERS)).isEmpty();
        assertThat(results.ratio(COST, Party.LB, List.of())).isEmpty();
        results.add("s", COST, Party.LB, -1);
        results.add("s", COST, Party.NGINX, 2);
        assertThat(results.ratio(COST, Party.LB, Party.PEERS)).isEmpty();
    }
}
