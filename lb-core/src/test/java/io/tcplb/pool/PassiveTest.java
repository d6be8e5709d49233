package io.tcplb.pool;

import static io.tcplb.testkit.Specs.backend;
import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import io.tcplb.health.Suspicion;
import io.tcplb.spec.AdminState;
import io.tcplb.spec.HealthSpec;
import io.tcplb.spec.PassiveSpec;
import io.tcplb.spec.Share;
import io.tcplb.testkit.Specs;
import org.junit.jupiter.api.Test;

/** Rule 6: what sessions find out. */
class PassiveTest {
    private static Specs three(PassiveSpec.Action action) {
        Specs specs = Specs.of(backend("a"), backend("b"), backend("c"));
        specs.action = action;
        return specs;
    }

    @Test
    void theProbeAfterASuspicionTakesItDownAtOnce() {
        PoolRig rig = PoolRig.up(three(PassiveSpec.Action.PROBE));
        rig.suspect("a");
        assertThat(rig.pool.wantsProbeNow(rig.backend("a"))).isTrue();
        assertThat(rig.pool.probePause(rig.backend("a"))).isEqualTo(ofMillis(500));
        assertThat(rig.serving()).containsExactly("a", "b", "c");
        rig.fail("a");
        assertThat(rig.serving()).containsExactly("b", "c");
        assertThat(rig.reason("a"))
                .isEqualTo("down: connection refused (a probe after 3 consecutive connect failures)");
        assertThat(rig.pool.wantsProbeNow(rig.backend("a"))).isFalse();
        assertThat(rig.story()).containsExactly("HEALTH a up>down");
    }

    @Test
    void aPassAcquitsAndResetsTheStreak() {
        PoolRig rig = PoolRig.up(three(PassiveSpec.Action.PROBE));
        rig.suspect("a");
        assertThat(rig.backend("a").consecutiveFailures()).isEqualTo(3);
        rig.pass("a");
        assertThat(rig.backend("a").consecutiveFailures()).isZero();
        assertThat(rig.pool.wantsProbeNow(rig.backend("a"))).isFalse();
        rig.fail("a");
        assertThat(rig.serving()).as("back to rise and fall").containsExactly("a", "b", "c");
    }

    @Test
    void ejectsForAWhileTwiceAsLongTheSecondTime() {
        PoolRig rig = PoolRig.up(three(PassiveSpec.Action.EJECT));
        rig.suspect("a");
        rig.fail("a");
        assertThat(rig.serving()).containsExactly("b", "c");
        assertThat(rig.member("a").ejected()).isTrue();
        assertThat(rig.reason("a"))
                .isEqualTo("ejected for 10s more: 3 consecutive connect failures, then a probe: connection refused");
        rig.pass("a");
        rig.pass(ofSeconds(10));
        assertThat(rig.serving()).containsExactly("a", "b", "c");
        rig.suspect("a");
        rig.fail("a");
        assertThat(rig.reason("a")).startsWith("ejected for 20s more");
        assertThat(rig.story())
                .containsExactly(
                        "EJECTION a >ejected for 10s", "EJECTION a ejected>returned", "EJECTION a >ejected for 20s");
    }

    @Test
    void silenceEjectsAtOnceBecauseAConnectProbeWouldAcquit() {
        PoolRig rig = PoolRig.up(three(PassiveSpec.Action.EJECT));
        rig.suspect("a", Suspicion.SILENCE);
        assertThat(rig.serving()).containsExactly("b", "c");
        assertThat(rig.reason("a")).endsWith("3 consecutive clients without a first byte in time");
        assertThat(rig.backend("a").consecutiveFailures()).isZero();
    }

    @Test
    void withoutProbesBothActionsEject() {
        for (PassiveSpec.Action action :
                new PassiveSpec.Action[] {PassiveSpec.Action.PROBE, PassiveSpec.Action.EJECT}) {
            Specs specs = three(action);
            specs.check = HealthSpec.Type.NONE;
            PoolRig rig = PoolRig.resolved(specs);
            rig.suspect("a");
            assertThat(rig.serving()).containsExactly("b", "c");
            assertThat(rig.member("a").health()).isEqualTo("up");
            rig.pass(ofSeconds(10));
            assertThat(rig.serving()).containsExactly("a", "b", "c");
        }
    }

    @Test
    void neverBeyondTheShareAndNeverTheLastOne() {
        PoolRig rig = PoolRig.up(three(PassiveSpec.Action.PROBE));
        rig.suspect("a");
        rig.fail("a");
        rig.suspect("b");
        rig.fail("b");
        assertThat(rig.serving()).as("half of three is one").containsExactly("b", "c");
        assertThat(rig.backend("b").consecutiveFailures())
                .as("may be suspected again")
                .isZero();
        rig.fail("b");
        rig.fail("b");
        assertThat(rig.serving()).as("probes alone are not limited").containsExactly("c");

        Specs all = three(PassiveSpec.Action.EJECT);
        all.maxEjected = new Share(100);
        PoolRig generous = PoolRig.up(all);
        generous.admin("c", AdminState.DRAIN);
        for (String id : new String[] {"a", "b"}) {
            generous.suspect(id, Suspicion.SILENCE);
        }
        assertThat(generous.serving()).containsExactly("b");
    }

    @Test
    void aPairMayLoseOneButAShareOfZeroMeansNobody() {
        Specs pair = Specs.of(backend("a"), backend("b"));
        pair.maxEjected = new Share(10);
        PoolRig rig = PoolRig.up(pair);
        rig.suspect("a");
        rig.fail("a");
        assertThat(rig.serving()).containsExactly("b");

        pair.maxEjected = Share.NONE;
        PoolRig none = PoolRig.up(pair);
        none.suspect("a");
        none.fail("a");
        assertThat(none.serving()).containsExactly("a", "b");
    }

    @Test
    void offIgnoresSessions() {
        PoolRig rig = PoolRig.up(three(PassiveSpec.Action.OFF));
        rig.suspect("a");
        assertThat(rig.pool.wantsProbeNow(rig.backend("a"))).isFalse();
        rig.fail("a");
        assertThat(rig.serving()).containsExactly("a", "b", "c");
    }

    @Test
    void anEjectedPrimaryReturnsToAStandbysTrafficOnlyWhenStable() {
        Specs specs = Specs.of(backend("a"), backend("s", 1));
        specs.action = PassiveSpec.Action.EJECT;
        PoolRig rig = PoolRig.up(specs);
        rig.suspect("a", Suspicion.SILENCE);
        rig.pass(ofSeconds(10));
        assertThat(rig.serving()).containsExactly("s");
        assertThat(rig.reason("a")).startsWith("waiting for failback");
        rig.pass(ofSeconds(30));
        assertThat(rig.serving()).containsExactly("a");
    }
}
