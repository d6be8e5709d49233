package io.tcplb.bench.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class ProcfsTest {
    @Test
    void sumsUserAndSystemTimeOfAProcessAndItsEndedChildrenWhateverItsName() {
        String stat = "77 (a) b (c) S 1 77 77 0 -1 4194560 500 0 0 0 120 34 9 9 20 0 1 0 5000 1000000 300";
        assertThat(Procfs.processCpuNanos(stat))
                .isEqualTo(Duration.ofMillis(1_720).toNanos());
    }

    @Test
    void addsUpTheColumnsAskedFor() {
        String stat = "cpu  100 20 3000 999999 88888 400 50 6 7 8\ncpu0 1 1 1 1 1 1 1 1 0 0\n";
        assertThat(Procfs.machineCpuNanos(stat, 1, 2, 3, 6, 7))
                .isEqualTo(Duration.ofMillis(35_700).toNanos());
    }
}
