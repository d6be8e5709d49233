package io.tcplb.pool;

import static io.tcplb.testkit.Specs.backend;
import static io.tcplb.testkit.Specs.limited;
import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import io.tcplb.backend.Backend;
import io.tcplb.health.ProbeResult;
import io.tcplb.pool.PoolSnapshot.State;
import io.tcplb.spec.AdminState;
import io.tcplb.spec.Algorithm;
import io.tcplb.spec.BackendSpec;
import io.tcplb.spec.HealthSpec;
import io.tcplb.spec.HostPort;
import io.tcplb.testkit.Specs;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Start, names, reloads and publication; who serves is FailoverTest's, passive detection PassiveTest's. */
class PoolTest {
    private static Specs pair() {
        return Specs.of(backend("a"), backend("s", 1));
    }

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
}
