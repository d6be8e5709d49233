package io.tcplb.it.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import io.tcplb.it.chaos.Fault.Kind;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class ScheduleTest {
    private static final long MINUTE = 60_000;
    private static final int BACKENDS = 4;
    private static final int CUTTABLE = 3;

    @Test
    void oneSeedIsOneSchedule() {
        assertThat(of(7)).isEqualTo(of(7)).isNotEqualTo(of(8));
    }

    @Test
    void aShortRunHasEveryKind() {
        assertThat(seeds())
                .allSatisfy(seed -> assertThat(of(seed))
                        .extracting(Fault::kind)
                        .as("seed %d", seed)
                        .contains(Kind.values()));
    }

    @Test
    void twoBackendsAreWellAtAnyTime() {
        assertThat(seeds()).allSatisfy(seed -> {
            List<Fault> faults = of(seed);
            for (Fault begun : faults) {
                long out = IntStream.range(0, BACKENDS)
                        .filter(backend -> isOut(faults, backend, begun.atMillis()))
                        .count();
                assertThat(BACKENDS - out).as("seed %d, %s", seed, begun).isGreaterThanOrEqualTo(2);
            }
        });
    }

    @Test
    void nothingIsDoneTwiceAtOnceToABackendNorAfterTheEnd() {
        assertThat(seeds()).allSatisfy(seed -> {
            List<Fault> faults = of(seed);
            for (int i = 0; i < faults.size(); i++) {
                Fault fault = faults.get(i);
                assertThat(fault.endMillis()).isLessThanOrEqualTo(2 * MINUTE - 10_000);
                assertThat(fault.kind() != Kind.CUT || fault.backend() == CUTTABLE)
                        .isTrue();
                assertThat(fault.kind().takesOut() && isOut(faults.subList(0, i), fault.backend(), fault.atMillis()))
                        .as("seed %d, %s", seed, fault)
                        .isFalse();
            }
        });
    }

    private static boolean isOut(List<Fault> faults, int backend, long atMillis) {
        return faults.stream()
                .anyMatch(fault -> fault.kind().takesOut()
                        && fault.backend() == backend
                        && fault.atMillis() <= atMillis
                        && atMillis < fault.endMillis() + Schedule.RECOVERY);
    }

    private static List<Fault> of(long seed) {
        return Schedule.of(seed, 2 * MINUTE, BACKENDS, CUTTABLE);
    }

    private static List<Long> seeds() {
        return LongStream.range(0, 200).boxed().toList();
    }
}
