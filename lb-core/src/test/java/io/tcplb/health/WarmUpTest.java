package io.tcplb.health;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class WarmUpTest {
    @Test
    void rampsInTenStepsAndIsThenWarm() {
        for (long slowStart : new long[] {10, 99, 100, 101, 1_000_000_007L}) {
            long start = Long.MAX_VALUE - slowStart / 2; // the clock may wrap
            WarmUp warmUp = WarmUp.begin(slowStart, start);
            long now = start;
            for (int step = 1; step < WarmUp.STEPS; step++) {
                assertThat(warmUp.steps(slowStart, now)).isEqualTo(step);
                long next = warmUp.nextStepNanos(slowStart, now);
                assertThat(next - now).isPositive();
                assertThat(warmUp.steps(slowStart, next - 1)).isEqualTo(step);
                now = next;
            }
            assertThat(warmUp.steps(slowStart, now)).isEqualTo(WarmUp.STEPS);
            assertThat(warmUp.nextStepNanos(slowStart, now)).isEqualTo(start + slowStart);
            assertThat(warmUp.afterTime(slowStart, start + slowStart - 1)).isSameAs(warmUp);
            assertThat(warmUp.afterTime(slowStart, start + slowStart)).isSameAs(WarmUp.WARM);
        }
    }

    @Test
    void hasNoEleventhStepHoweverItDivides() {
        for (long slowStart = 1; slowStart < 120; slowStart++) {
            WarmUp warmUp = WarmUp.begin(slowStart, 0);
            for (long now = 0; now < slowStart; now++) {
                assertThat(warmUp.steps(slowStart, now)).isBetween(1, WarmUp.STEPS);
                assertThat(warmUp.nextStepNanos(slowStart, now)).isGreaterThan(now);
            }
        }
    }

    @Test
    void isWarmAtOnceWithoutSlowStart() {
        assertThat(WarmUp.begin(0, 5)).isSameAs(WarmUp.WARM);
        assertThat(WarmUp.WARM.steps(0, 5)).isEqualTo(WarmUp.STEPS);
    }
}
