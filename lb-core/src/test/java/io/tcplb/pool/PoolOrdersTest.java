package io.tcplb.pool;

import static io.tcplb.testkit.Specs.backend;
import static io.tcplb.testkit.Specs.inZone;
import static io.tcplb.testkit.Specs.limited;
import static java.time.Duration.ofMillis;
import static java.time.Duration.ofMinutes;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tcplb.spec.AdminState;
import io.tcplb.testkit.Specs;
import org.junit.jupiter.api.Test;

/** Operators' orders, slow start and freezing. */
class PoolOrdersTest {
    private static Specs pair() {
        return Specs.of(backend("a"), backend("s", 1));
    }

    @Test
    void aRecoveredBackendRampsUpInTenthsButNotAtStart() {
        Specs specs = Specs.of(backend("a", 0, 10), backend("b", 0, 10));
        specs.slowStart = ofSeconds(10);
        PoolRig rig = PoolRig.up(specs);
        assertThat(rig.member("a").effectiveWeight()).isEqualTo(10);
        rig.down("a");
        rig.back("a");
        assertThat(rig.member("a").effectiveWeight()).isEqualTo(1);
        long version = rig.pool.snapshot().version();
        rig.pass(ofMillis(4_500));
        assertThat(rig.pool.snapshot().members().get(0).effectiveWeight()).isEqualTo(5);
        assertThat(rig.pool.snapshot().version()).isEqualTo(version + 4);
        rig.pass(ofSeconds(10));
        assertThat(rig.member("a").effectiveWeight()).isEqualTo(10);
        rig.pass(ofSeconds(30)); // it is trusted again
        assertThat(rig.pool.nextDeadlineNanos(rig.now)).isEqualTo(Pool.NEVER);
    }

    @Test
    void aBackendRampsUpAfterMaintenanceButNotAfterADrain() {
        Specs specs = Specs.of(backend("a", 0, 10), backend("b", 0, 10));
        specs.slowStart = ofSeconds(10);
        PoolRig rig = PoolRig.up(specs);
        rig.admin("a", AdminState.DRAIN);
        rig.admin("a", AdminState.READY);
        assertThat(rig.member("a").effectiveWeight()).isEqualTo(10);
        rig.admin("a", AdminState.MAINT);
        rig.admin("a", AdminState.READY);
        assertThat(rig.member("a").effectiveWeight()).isEqualTo(1);
    }

    @Test
    void weightOneRampsUpToo() {
        Specs specs = Specs.of(backend("a"), backend("b"));
        specs.slowStart = ofSeconds(10);
        PoolRig rig = PoolRig.up(specs);
        rig.down("a");
        rig.back("a");
        int first = 0;
        for (int i = 0; i < 110; i++) {
            first += rig.pick().equals("a") ? 1 : 0;
        }
        assertThat(first).isEqualTo(10);
    }

    @Test
    void drainTakesABackendOutUntilItExpires() {
        PoolRig rig = PoolRig.up(Specs.of(backend("a"), backend("b")));
        rig.pool.setAdmin(
                "a", AdminState.DRAIN, "admin", rig.now + ofMinutes(10).toNanos(), rig.now);
        rig.pass(ofMinutes(1));
        assertThat(rig.serving()).containsExactly("b");
        assertThat(rig.reason("a")).isEqualTo("drain by admin for 9m more");
        assertThat(rig.pool.overrides(rig.now))
                .containsExactly(
                        new OverrideView("a", "drain", "admin", ofMinutes(9).toNanos()));
        rig.pass(ofMinutes(9));
        assertThat(rig.serving()).as("no wait after a drain").containsExactly("a", "b");
        assertThat(rig.pool.overrides(rig.now)).isEmpty();
    }

    @Test
    void weightZeroStandsAside() {
        PoolRig rig = PoolRig.up(pair());
        rig.told.addAll(rig.pool.setWeight("a", 0, "admin", rig.now));
        assertThat(rig.serving()).containsExactly("s");
        assertThat(rig.eligible()).containsExactly("a", "s");
        assertThat(rig.reason("a")).isEqualTo("weight 0 by admin");
        rig.pool.setWeight("s", 0, "admin", rig.now);
        assertThat(rig.serving())
                .as("nobody has weight: better served than not")
                .containsExactly("a");
        rig.pool.clearWeight("a", "admin", rig.now);
        assertThat(rig.serving()).containsExactly("a");
    }

    @Test
    void refusesWhatMakesNoSense() {
        PoolRig rig = PoolRig.up(pair());
        assertThatThrownBy(() -> rig.admin("nobody", AdminState.MAINT)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> rig.pool.setWeight("a", 257, "admin", rig.now))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void anEvacuatedZoneReturnsWhenItsTimeIsOver() {
        PoolRig rig = PoolRig.up(Specs.of(inZone("a", 0, "east"), inZone("b", 0, "west")));
        rig.told.addAll(
                rig.pool.evacuate("east", "admin", rig.now + ofMinutes(30).toNanos(), rig.now));
        assertThat(rig.serving()).containsExactly("b");
        assertThat(rig.reason("a")).isEqualTo("zone east evacuated by admin for 30m more");
        rig.pass(ofMinutes(30));
        assertThat(rig.serving()).containsExactly("a", "b");
        assertThat(rig.story()).containsExactly("ZONE >zone east evacuated", "ZONE evacuated>zone east returned");
    }

    @Test
    void saysWhyTheRestCouldNotCarryAZone() {
        PoolRig rig = PoolRig.up(Specs.of(inZone("a", 0, "east"), limited("b", 0, 2)));
        rig.backend("a").tryAcquire();
        rig.backend("a").tryAcquire();
        assertThat(rig.pool.evacuationProblem("east")).isNull();
        rig.backend("a").tryAcquire();
        assertThat(rig.pool.evacuationProblem("east")).isEqualTo("the rest can carry 2 sessions, there are 3");
        rig.down("b");
        assertThat(rig.pool.evacuationProblem("east")).isEqualTo("no backend outside zone east is eligible");
        assertThat(rig.pool.evacuationProblem("north")).isNull();
    }

    @Test
    void whileFrozenNothingFallsAndNobodyReturns() {
        PoolRig rig = PoolRig.up(pair());
        rig.down("a");
        rig.back("a");
        rig.pool.freeze(true, rig.now);
        rig.down("s");
        rig.pass(ofMinutes(5));
        assertThat(rig.serving()).containsExactly("s");
        assertThat(rig.pool.nextDeadlineNanos(rig.now)).isEqualTo(Pool.NEVER);
        rig.pool.freeze(false, rig.now);
        assertThat(rig.serving()).containsExactly("a");
    }
}
