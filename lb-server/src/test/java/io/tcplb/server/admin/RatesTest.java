package io.tcplb.server.admin;

import static org.assertj.core.api.Assertions.assertThat;

import io.tcplb.observe.Histogram;
import io.tcplb.observe.LbStatus;
import io.tcplb.observe.ListenerStatus;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RatesTest {
    private static final long SECOND = 1_000_000_000L;
    private static final String WEB = "listener web";

    private final Rates rates = new Rates();

    @Test
    void countsOverTheLastTenSeconds() {
        assertThat(rates.tenths(WEB)).isZero();
        rates.sample(total(1_000), 0);
        assertThat(rates.tenths(WEB)).isZero();
        rates.sample(total(1_003), SECOND);
        assertThat(rates.tenths(WEB)).isEqualTo(30);
        for (int second = 2; second <= 30; second++) {
            rates.sample(total(1_003 + (second - 1) * 5L), second * SECOND);
        }
        assertThat(rates.tenths(WEB)).isEqualTo(50);
        assertThat(rates.tenths("listener none")).isZero();
    }

    private static LbStatus total(long total) {
        ListenerStatus web = new ListenerStatus(
                "web", List.of(), "web", List.of(), 0, total, Map.of(), Map.of(), new Histogram(1).read());
        return new LbStatus(1, 1, false, "nio", List.of(web), List.of(), List.of());
    }
}
