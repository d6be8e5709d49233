package io.tcplb.health;

import static java.time.Duration.ZERO;
import static java.time.Duration.ofMinutes;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import io.tcplb.spec.FailbackSpec;
import io.tcplb.testkit.Specs;
import org.junit.jupiter.api.Test;

class RelapseTest {
    private final FailbackSpec spec = new Specs().failback(); // 30 s up to 5 min

    private long needed(Relapse relapse) {
        return relapse.neededNanos(spec) / 1_000_000_000L;
    }

    @Test
    void whoNeverWentDownOwesNoProof() {
        assertThat(Relapse.NONE.cameBack(10)).isSameAs(Relapse.NONE);
        assertThat(Relapse.NONE.faltered(10)).isSameAs(Relapse.NONE);
        assertThat(Relapse.NONE.proving()).isFalse();
    }

    @Test
    void doublesForEachRelapseUpToTheCap() {
        Relapse relapse = Relapse.NONE;
        for (long expected : new long[] {30, 60, 120, 240, 300, 300}) {
            relapse = relapse.wentDown(spec, 100).cameBack(200);
            assertThat(needed(relapse)).isEqualTo(expected);
            assertThat(relapse.proving()).isTrue();
        }
    }

    @Test
    void isStableAfterContinuousHealthOnly() {
        Relapse relapse = Relapse.NONE.wentDown(spec, 0).cameBack(0);
        long wait = ofSeconds(30).toNanos();
        assertThat(relapse.isStable(spec, wait - 1)).isFalse();
        assertThat(relapse.isStable(spec, wait)).isTrue();
        assertThat(relapse.faltered(5).isStable(spec, wait)).isFalse();
        assertThat(relapse.faltered(5).isStable(spec, wait + 5)).isTrue();
    }

    @Test
    void forgetsOneForEveryMaxPenaltyThatItStaysUp() {
        Relapse relapse = Relapse.NONE;
        for (int i = 0; i < 4; i++) {
            relapse = relapse.wentDown(spec, 0).cameBack(0);
        }
        assertThat(needed(relapse)).isEqualTo(240);
        relapse = relapse.trusted();
        assertThat(needed(relapse.wentDown(spec, ofMinutes(5).toNanos() - 1))).isEqualTo(300);
        assertThat(needed(relapse.wentDown(spec, ofMinutes(5).toNanos()))).isEqualTo(240);
        assertThat(needed(relapse.wentDown(spec, ofMinutes(60).toNanos()))).isEqualTo(30);
    }

    @Test
    void noStabilityAskedMeansNoWait() {
        Specs specs = new Specs();
        specs.stableFor = ZERO;
        specs.maxPenalty = ZERO;
        Relapse relapse = Relapse.NONE;
        for (int i = 0; i < 100; i++) {
            relapse = relapse.wentDown(specs.failback(), i).cameBack(i);
            assertThat(relapse.isStable(specs.failback(), i)).isTrue();
        }
    }
}
