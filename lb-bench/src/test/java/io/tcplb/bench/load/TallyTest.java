package io.tcplb.bench.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class TallyTest {
    private static final long MILLI = 1_000_000;

    private final Tally tally = new Tally();

    @Test
    void latencyCountsFromWhenARequestWasDue() {
        tally.start(0);
        for (int i = 1; i <= 100; i++) {
            tally.answered(10 * MILLI, 10 * MILLI + i * MILLI);
        }
        tally.end(110 * MILLI);

        assertThat(tally.answered()).isEqualTo(100);
        assertThat(tally.latencyMicros(50)).isCloseTo(50_000, within(100.0));
        assertThat(tally.latencyMicros(99)).isCloseTo(99_000, within(100.0));
        assertThat(tally.latencyMicros(100)).isCloseTo(100_000, within(100.0));
        assertThat(tally.perSecond()).isCloseTo(909, within(1.0));
    }

    @Test
    void lostRequestsEndButHaveNoLatency() {
        tally.start(0);
        tally.answered(0, MILLI);
        tally.lost();
        tally.lost();

        assertThat(tally.ended()).isEqualTo(3);
        assertThat(tally.lostCount()).isEqualTo(2);
        assertThat(tally.answered()).isEqualTo(1);
    }

    @Test
    void theLongestGapMayBeTheFirstOrTheLast() {
        tally.start(0);
        tally.answered(0, 30 * MILLI);
        tally.answered(0, 40 * MILLI);
        assertThat(tally.longestGapMillis()).isEqualTo(30);

        tally.end(100 * MILLI);
        assertThat(tally.longestGapMillis()).isEqualTo(60);
    }

    @Test
    void keepsApartHowLateTheGeneratorWas() {
        tally.start(0);
        tally.noticed(5 * MILLI, 6 * MILLI);
        assertThat(tally.latenessMicros(50)).isCloseTo(1_000, within(1.0));
        assertThat(tally.answered()).isZero();
    }
}
