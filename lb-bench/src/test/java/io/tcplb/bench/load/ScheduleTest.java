package io.tcplb.bench.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;

class ScheduleTest {
    @Test
    void theFirstRequestIsDueAtTheStart() {
        Schedule schedule = Schedule.lasting(2, 1000);
        assertThat(schedule.total()).isEqualTo(2000);
        assertThat(schedule.dueBy(-1)).isZero();
        assertThat(schedule.dueBy(0)).isEqualTo(1);
        assertThat(schedule.dueNanos(1)).isEqualTo(1_000_000);
    }

    @Test
    void everyRequestIsDueAtItsTimeAndNotBefore() {
        for (int perSecond : new int[] {1, 3, 7, 997, 17_337, 1_000_000}) {
            Schedule schedule = new Schedule(perSecond, Integer.MAX_VALUE);
            for (int index : new int[] {1, 2, 5, 999, 1_000_003, 700_000_001}) {
                assertThat(schedule.dueBy(schedule.dueNanos(index)))
                        .as("%d/s, request %d", perSecond, index)
                        .isEqualTo(index + 1);
                assertThat(schedule.dueBy(schedule.dueNanos(index) - 1)).isEqualTo(index);
            }
        }
    }

    @Test
    void aRateThatDividesNoSecondDoesNotDrift() {
        assertThat(new Schedule(3, 100).dueNanos(30)).isEqualTo(10_000_000_000L);
    }

    @Test
    void endsWithItsLastRequest() {
        assertThat(Schedule.lasting(1, 10).dueBy(Long.MAX_VALUE / 2)).isEqualTo(10);
    }

    @Test
    void refusesRatesThatItCannotKeep() {
        assertThatIllegalArgumentException().isThrownBy(() -> new Schedule(0, 1));
        assertThatIllegalArgumentException().isThrownBy(() -> new Schedule(1_000_001, 1));
    }
}
