package io.tcplb.pool;

import static io.tcplb.testkit.Specs.backend;
import static io.tcplb.testkit.Specs.limited;
import static java.time.Duration.ofMinutes;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import io.tcplb.backend.Backend;
import io.tcplb.balance.Tried;
import io.tcplb.pool.PoolSnapshot.State;
import io.tcplb.spec.AdminState;
import io.tcplb.spec.FailbackSpec;
import io.tcplb.spec.FailoverSpec;
import io.tcplb.spec.Share;
import io.tcplb.testkit.Specs;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Going down, coming back, and what clients meet meanwhile. */
class PoolFailbackTest {
    private static Specs pair() {
        return Specs.of(backend("a"), backend("s", 1));
    }

    @Test
    void fallsOverAndReturnsAfterBeingStable() {
        PoolRig rig = PoolRig.up(pair());
        rig.down("a");
        assertThat(rig.serving()).containsExactly("s");
        assertThat(rig.state()).isEqualTo(State.DEGRADED);
        assertThat(rig.reason("a")).isEqualTo("down: connection refused (3 of 3 probes failed)");
        rig.back("a");
        rig.pass(ofSeconds(12));
        assertThat(rig.serving()).containsExactly("s");
        assertThat(rig.eligible()).containsExactly("s");
        assertThat(rig.reason("a")).isEqualTo("waiting for failback: 12s of 30s stable");
        rig.pass(ofSeconds(18));
        assertThat(rig.serving()).containsExactly("a");
        assertThat(rig.reason("s")).isEqualTo("standby: tier 0 serves");
        assertThat(rig.story())
                .containsExactly(
                        "HEALTH a up>down",
                        "TIER tier 0>tier 1",
                        "HEALTH a down>up",
                        "FAILBACK a >waiting",
                        "FAILBACK a waiting>released",
                        "TIER tier 1>tier 0");
        assertThat(rig.told.get(1).cause()).isEqualTo("a down: connection refused (3 of 3 probes failed)");
        assertThat(rig.told.get(5).cause()).isEqualTo("a released: stable for 30s");
        assertThat(rig.pool.failovers()).containsOnly(Map.entry("health", 1L));
        assertThat(rig.pool.failbacks()).isEqualTo(1);
    }

    @Test
    void aRelapseDoublesTheWaitAndOneFailedProbeRestartsIt() {
        PoolRig rig = PoolRig.up(pair());
        rig.down("a");
        rig.back("a");
        rig.pass(ofSeconds(20));
        rig.down("a");
        rig.back("a");
        rig.pass(ofSeconds(59));
        assertThat(rig.reason("a")).isEqualTo("waiting for failback: 59s of 1m stable, after 2 failures");
        rig.fail("a");
        rig.pass("a");
        rig.pass(ofSeconds(59));
        assertThat(rig.serving()).containsExactly("s");
        rig.pass(ofSeconds(1));
        assertThat(rig.serving()).containsExactly("a");
    }

    @Test
    void returnsAtOnceWhereNoStandbyWouldBeRelieved() {
        PoolRig rig = PoolRig.up(Specs.of(backend("a"), backend("b"), backend("s", 1)));
        rig.down("a");
        rig.back("a");
        assertThat(rig.serving()).containsExactly("a", "b");
        rig.down("a");
        rig.down("b");
        rig.down("s");
        assertThat(rig.state()).isEqualTo(State.DOWN);
        rig.back("s");
        assertThat(rig.serving()).containsExactly("s");
        rig.back("b");
        assertThat(rig.serving()).as("now there is a standby to relieve").containsExactly("s");
    }

    @Test
    void aWaitingBackendServesWhenTheStandbyFails() {
        PoolRig rig = PoolRig.up(pair());
        rig.down("a");
        rig.back("a");
        rig.down("s");
        assertThat(rig.serving()).containsExactly("a");
        rig.back("s");
        rig.pass(ofSeconds(60));
        assertThat(rig.serving()).containsExactly("a");
    }

    @Test
    void manualFailbackWaitsForTheOperator() {
        Specs specs = pair();
        specs.failback = FailbackSpec.Mode.MANUAL;
        PoolRig rig = PoolRig.up(specs);
        rig.down("a");
        rig.back("a");
        rig.pass(ofMinutes(60));
        assertThat(rig.serving()).containsExactly("s");
        assertThat(rig.reason("a")).isEqualTo("waiting for failback by an operator");
        rig.told.clear();
        rig.told.addAll(rig.pool.failback("admin", rig.now));
        assertThat(rig.serving()).containsExactly("a");
        assertThat(rig.story())
                .containsExactly("FAILBACK >failback", "FAILBACK a waiting>released", "TIER tier 1>tier 0");
    }

    @Test
    void anOperatorMayEndTheWaitEarly() {
        PoolRig rig = PoolRig.up(pair());
        rig.down("a");
        rig.back("a");
        rig.pool.failback("admin", rig.now);
        assertThat(rig.serving()).containsExactly("a");
    }

    @Test
    void failOpenServesEveryReadyBackend() {
        Specs specs = Specs.of(backend("a"), backend("b"), backend("s", 1));
        specs.allDown = FailoverSpec.AllDown.FAIL_OPEN;
        PoolRig rig = PoolRig.up(specs);
        rig.admin("b", AdminState.MAINT);
        rig.down("a");
        rig.down("s");
        assertThat(rig.state()).isEqualTo(State.FAIL_OPEN);
        assertThat(rig.serving()).containsExactly("a", "s");
        assertThat(rig.eligible()).isEmpty();
        assertThat(rig.pool.snapshot().anyServing()).isTrue();
        rig.back("s");
        assertThat(rig.serving()).containsExactly("s");
        assertThat(rig.state()).isEqualTo(State.DEGRADED);
    }

    @Test
    void trickleSendsItsShareToTheFirstStandby() {
        Specs specs = Specs.of(backend("a"), backend("s", 1), backend("t", 1));
        specs.trickle = new Share(5);
        PoolRig rig = PoolRig.up(specs);
        int trickled = 0;
        for (int i = 0; i < 1000; i++) {
            trickled += rig.pick().equals("s") ? 1 : 0;
        }
        assertThat(trickled).isEqualTo(50);
        assertThat(rig.pool.snapshot().trickle().standby()).isSameAs(rig.backend("s"));
        Tried failed = new Tried();
        failed.add(rig.backend("s"));
        for (int i = 0; i < 100; i++) {
            Backend next = rig.pool.snapshot().pick(0, failed);
            assertThat(next).isSameAs(rig.backend("a"));
        }
    }

    @Test
    void whatDoesNotFitSpillsToTheStandby() {
        PoolRig rig = PoolRig.up(Specs.of(limited("a", 0, 1), limited("s", 1, 1)));
        assertThat(rig.pool.snapshot().pick(0, Tried.NONE)).isSameAs(rig.backend("a"));
        assertThat(rig.pool.snapshot().pick(0, Tried.NONE)).isSameAs(rig.backend("s"));
        assertThat(rig.pool.snapshot().pick(0, Tried.NONE)).isNull();
        assertThat(rig.backend("a").active()).isEqualTo(1);
    }
}
