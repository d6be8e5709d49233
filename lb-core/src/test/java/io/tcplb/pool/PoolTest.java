package io.tcplb.pool;

import static io.tcplb.testkit.Specs.backend;
import static io.tcplb.testkit.Specs.inZone;
import static io.tcplb.testkit.Specs.limited;
import static java.time.Duration.ofMillis;
import static java.time.Duration.ofMinutes;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tcplb.backend.Backend;
import io.tcplb.balance.Tried;
import io.tcplb.health.ProbeResult;
import io.tcplb.pool.PoolSnapshot.State;
import io.tcplb.spec.AdminState;
import io.tcplb.spec.Algorithm;
import io.tcplb.spec.BackendSpec;
import io.tcplb.spec.FailbackSpec;
import io.tcplb.spec.FailoverSpec;
import io.tcplb.spec.HealthSpec;
import io.tcplb.spec.HostPort;
import io.tcplb.spec.Share;
import io.tcplb.testkit.Specs;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What a pool does over time; who serves is FailoverTest's, passive detection PassiveTest's. */
class PoolTest {
    private static Specs pair() {
        return Specs.of(backend("a"), backend("s", 1));
    }

    // ---- start

    @Test
    void waitsForTheFirstProbesAndThenServes() {
        PoolRig rig = PoolRig.resolved(Specs.of(backend("a"), backend("b")));
        assertThat(rig.state()).isEqualTo(State.CHECKING);
        assertThat(rig.reason("a")).isEqualTo("checking: the first probe is out");
        rig.pass("a");
        assertThat(rig.serving()).containsExactly("a");
        assertThat(rig.state()).isEqualTo(State.DEGRADED);
        rig.pass("b");
        assertThat(rig.state()).isEqualTo(State.OK);
        assertThat(rig.reason("b")).isEmpty();
    }

    @Test
    void isDownAsSoonAsEveryFirstProbeHasFailed() {
        PoolRig rig = PoolRig.resolved(Specs.of(backend("a"), backend("b")));
        rig.fail("a");
        assertThat(rig.state()).isEqualTo(State.CHECKING);
        rig.fail("b");
        assertThat(rig.state()).isEqualTo(State.DOWN);
        assertThat(rig.reason("a")).isEqualTo("checking: connection refused (1 of 3 probes failed)");
        rig.pass("a");
        assertThat(rig.serving()).containsExactly("a");
    }

    @Test
    void waitsForFirstProbesNoLongerThanTheirTimeoutAndABusyStart() {
        PoolRig rig = PoolRig.resolved(Specs.of(backend("a")));
        rig.pass(ofMillis(2999));
        assertThat(rig.state()).isEqualTo(State.CHECKING);
        rig.pass(ofMillis(1));
        assertThat(rig.state()).isEqualTo(State.DOWN);
    }

    @Test
    void aStandbyThatAnswersFirstAtStartDoesNotServe() {
        PoolRig rig = PoolRig.resolved(pair());
        rig.pass("s");
        assertThat(rig.serving()).isEmpty();
        assertThat(rig.state()).isEqualTo(State.CHECKING);
        rig.pass("a");
        assertThat(rig.serving()).containsExactly("a");
        assertThat(rig.pool.failovers()).isEmpty();
    }

    @Test
    void aStandbyServesAtStartWhenThePrimaryDoesNotAnswer() {
        PoolRig rig = PoolRig.resolved(pair());
        rig.pass("s");
        rig.pass(ofSeconds(3));
        assertThat(rig.serving()).containsExactly("s");
        rig.pass("a");
        assertThat(rig.serving()).as("there is no wait at start").containsExactly("a");
    }

    @Test
    void withoutChecksEveryBackendWithAnAddressServes() {
        Specs specs = Specs.of(backend("a"), backend("b"));
        specs.check = HealthSpec.Type.NONE;
        PoolRig rig = PoolRig.resolved(specs);
        assertThat(rig.serving()).containsExactly("a", "b");
        rig.down("a");
        assertThat(rig.serving()).containsExactly("a", "b");
    }

    // ---- names

    @Test
    void aNameThatNeverResolvedIsDownWithThatReason() {
        PoolRig rig = PoolRig.unresolved(Specs.of(backend("a")), "");
        assertThat(rig.state()).isEqualTo(State.CHECKING);
        assertThat(rig.reason("a")).isEqualTo("checking: resolving 10.0.0.1");
        rig.told.addAll(rig.pool.addressFailed(rig.backend("a"), "no such host", rig.now));
        assertThat(rig.state()).isEqualTo(State.DOWN);
        assertThat(rig.member("a").health()).isEqualTo("down");
        assertThat(rig.reason("a")).isEqualTo("down: 10.0.0.1 does not resolve: no such host");
        rig.resolveAll();
        rig.pass("a");
        assertThat(rig.serving()).containsExactly("a");
    }

    @Test
    void theLastGoodAddressIsKept() {
        PoolRig rig = PoolRig.up(Specs.of(backend("a")));
        Backend a = rig.backend("a");
        InetSocketAddress good = a.address();
        rig.told.addAll(rig.pool.addressFailed(a, "timed out", rig.now));
        rig.told.addAll(rig.pool.addressFailed(a, "timed out", rig.now));
        assertThat(a.address()).isEqualTo(good);
        assertThat(rig.serving()).containsExactly("a");
        assertThat(rig.told).as("told once").hasSize(1);
        InetSocketAddress moved = new InetSocketAddress("10.0.0.9", 80);
        rig.told.addAll(rig.pool.addressResolved(a, moved, rig.now));
        assertThat(a.address()).isEqualTo(moved);
        assertThat(rig.serving()).containsExactly("a");
    }

    // ---- down and failback

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

    // ---- slow start

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

    // ---- operators

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
        assertThat(rig.pool.evacuationProblem("east")).isNull();
        for (int i = 0; i < 3; i++) {
            rig.backend("a").tryAcquire();
        }
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

    // ---- reload

    @Test
    void aReloadKeepsWhatItDoesNotChange() {
        Specs specs = Specs.of(backend("a"), backend("b"), backend("c"));
        PoolRig rig = PoolRig.up(specs);
        Backend a = rig.backend("a");
        Backend b = rig.backend("b");
        Backend c = rig.backend("c");
        a.tryAcquire();
        a.connected(1);
        rig.down("b");
        rig.admin("c", AdminState.MAINT);
        Specs next = Specs.of(limited("c", 0, 5), backend("b"), backend("d"), backend("a", 0, 7));
        Replacement replacement = rig.pool.replaceSpec(next.pool(), "", rig.now);
        assertThat(replacement.removed()).isEmpty();
        assertThat(replacement.added()).extracting(Backend::id).containsExactly("d");
        assertThat(rig.pool.snapshot().members())
                .extracting(MemberView::backend)
                .startsWith(c, b);
        assertThat(rig.backend("a")).isSameAs(a);
        assertThat(a.active()).isEqualTo(1);
        assertThat(a.total()).isEqualTo(1);
        assertThat(rig.member("b").health()).isEqualTo("down");
        assertThat(rig.member("c").admin()).isEqualTo(AdminState.MAINT);
        assertThat(rig.member("a").weight()).isEqualTo(7);
        assertThat(rig.member("d").health()).isEqualTo("checking");
        assertThat(rig.serving()).containsExactly("a");
    }

    @Test
    void aChangedAddressIsAnotherBackend() {
        PoolRig rig = PoolRig.up(Specs.of(backend("a"), backend("b")));
        Backend old = rig.backend("a");
        Specs next = Specs.of(new BackendSpec("a", new HostPort("10.0.0.2", 80), 1, 0, "", 0), backend("b"));
        Replacement replacement = rig.pool.replaceSpec(next.pool(), "", rig.now);
        assertThat(replacement.removed()).containsExactly(old);
        assertThat(replacement.added()).containsExactly(rig.backend("a")).doesNotContain(old);
        assertThat(rig.pool.probeCompleted(old, ProbeResult.passed(1, ""), rig.now))
                .isEmpty();
        assertThat(rig.serving()).containsExactly("b");
    }

    @Test
    void rotationGoesOnAcrossSnapshots() {
        PoolRig rig = PoolRig.up(Specs.of(backend("a"), backend("b"), backend("c"), backend("d", 1)));
        List<String> picked = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            picked.add(rig.pick());
            rig.pool.setWeight("d", i + 2, "admin", rig.now);
        }
        assertThat(picked.subList(0, 3)).containsExactlyInAnyOrder("a", "b", "c");
        assertThat(picked.subList(3, 6)).isEqualTo(picked.subList(0, 3));
    }

    @Test
    void aCostlyPickerIsKeptWhileItsBackendsAre() {
        Specs specs = Specs.of(backend("a"), backend("b"), backend("s", 1));
        specs.algorithm = Algorithm.MAGLEV;
        PoolRig rig = PoolRig.up(specs);
        var picker = rig.pool.snapshot().serving();
        rig.down("s");
        assertThat(rig.pool.snapshot().serving()).isSameAs(picker);
        rig.down("b");
        assertThat(rig.pool.snapshot().serving()).isNotSameAs(picker);
    }

    @Test
    void publishesOnlyWhatIsVisible() {
        PoolRig rig = PoolRig.up(pair());
        PoolSnapshot before = rig.pool.snapshot();
        rig.pass("a");
        rig.fail("a");
        rig.pool.tick(rig.now);
        assertThat(rig.pool.snapshot()).isSameAs(before);
        rig.fail("a");
        rig.fail("a");
        assertThat(rig.pool.snapshot().version()).isEqualTo(before.version() + 1);
    }

    // ---- nobody eligible, trickle, capacity

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
