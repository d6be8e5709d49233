package io.tcplb.server.admin;

import static org.assertj.core.api.Assertions.assertThat;

import io.tcplb.control.LoadBalancer.Totals;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class RatesTest {
    private static final long SECOND = 1_000_000_000L;
    private static final Rates.Key WEB = new Rates.Key("", "web");
    private static final Rates.Key A = new Rates.Key("p", "a");

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
        assertThat(rates.tenths(new Rates.Key("", "none"))).isZero();
    }

    @Test
    void forgetsWhoeverIsGoneAndStartsAnewWithWhoeverComesBack() {
        rates.sample(totals -> totals.ofBackend("p", "a", 10), 0);
        rates.sample(totals -> totals.ofBackend("p", "a", 20), SECOND);
        assertThat(rates.tenths(A)).isEqualTo(100);
        rates.sample(totals -> {}, 2 * SECOND);
        assertThat(rates.tenths(A)).isZero();
        rates.sample(totals -> totals.ofBackend("p", "a", 1), 3 * SECOND);
        assertThat(rates.tenths(A)).isZero();
        rates.sample(totals -> totals.ofBackend("p", "a", 3), 4 * SECOND);
        assertThat(rates.tenths(A)).isEqualTo(20);
    }

    private static Consumer<Totals> total(long total) {
        return totals -> totals.ofListener("web", total);
    }
}
