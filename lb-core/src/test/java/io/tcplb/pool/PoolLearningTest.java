package io.tcplb.pool;

import static io.tcplb.testkit.Specs.backend;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tcplb.health.ProbeResult;
import io.tcplb.observe.Transition;
import io.tcplb.spec.AdminState;
import io.tcplb.spec.Share;
import io.tcplb.testkit.Specs;
import java.net.InetSocketAddress;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is learnt in bulk is decided once, and nothing of it is lost. */
class PoolLearningTest {
    private static final int MANY = 200;

    private static Specs many() {
        Specs specs = new Specs();
        for (int i = 0; i < MANY; i++) {
            specs.backends.add(backend("b" + i));
        }
        return specs;
    }

    private static boolean passes(PoolRig rig, String id) {
        return rig.pool.learn(rig.backend(id), ProbeResult.passed(1, "connected"), rig.now);
    }

    private static boolean fails(PoolRig rig, String id) {
        return rig.pool.learn(rig.backend(id), ProbeResult.failed(1, "connection refused"), rig.now);
    }

    @Test
    void manyAddressesAreOneDecision() {
        PoolRig rig = PoolRig.unresolved(many(), "");
        long before = rig.pool.snapshot().version();
        for (MemberView member : rig.pool.snapshot().members()) {
            assertThat(rig.pool.learn(member.backend(), new InetSocketAddress("10.0.0.1", 1)))
                    .isTrue();
        }
        assertThat(rig.pool.snapshot().version()).isEqualTo(before);
        assertThat(rig.pool.decide(rig.now)).hasSize(MANY);
        assertThat(rig.pool.decide(rig.now)).isEmpty();
    }

    @Test
    void manyResultsAreOnePublication() {
        PoolRig rig = PoolRig.resolved(many());
        long before = rig.pool.snapshot().version();
        for (int i = 0; i < MANY; i++) {
            assertThat(passes(rig, "b" + i)).isTrue();
        }
        assertThat(rig.serving()).isEmpty();
        assertThat(rig.pool.isUp(rig.backend("b0")))
                .as("known before it is decided")
                .isTrue();
        List<Transition> told = rig.pool.decide(rig.now);
        assertThat(told.stream().filter(one -> one.kind() == Transition.Kind.HEALTH))
                .hasSize(MANY);
        assertThat(told.get(told.size() - 1).kind()).isEqualTo(Transition.Kind.TIER);
        assertThat(rig.serving()).hasSize(MANY);
        assertThat(rig.pool.snapshot().version()).isEqualTo(before + 1);
    }

    @Test
    void whatChangesNothingIsNothingToDecide() {
        PoolRig rig = PoolRig.up(many());
        PoolSnapshot before = rig.pool.snapshot();
        assertThat(passes(rig, "b0")).isFalse();
        assertThat(rig.pool.decide(rig.now)).isEmpty();
        assertThat(rig.pool.snapshot()).isSameAs(before);
    }

    @Test
    void theLastOneIsNotTakenOutOnAnOutdatedDecision() {
        Specs specs = Specs.of(backend("a"), backend("b"));
        specs.maxEjected = new Share(100);
        PoolRig rig = PoolRig.up(specs);
        rig.suspect("a");
        rig.suspect("b");
        assertThat(fails(rig, "a")).isTrue();
        fails(rig, "b");
        rig.pool.decide(rig.now);
        assertThat(rig.serving()).as("never the last one eligible").containsExactly("b");
    }

    @Test
    void anyOtherChangeDecidesWhatWasLearntToo() {
        PoolRig rig = PoolRig.up(Specs.of(backend("a"), backend("b"), backend("c")));
        rig.suspect("a");
        fails(rig, "a");
        rig.admin("b", AdminState.DRAIN);
        assertThat(rig.story()).containsExactly("HEALTH a up>down", "ADMIN b ready>drain");
        assertThat(rig.serving()).containsExactly("c");
    }

    @Test
    void aRefusedOrderLosesNothing() {
        PoolRig rig = PoolRig.up(Specs.of(backend("a"), backend("b")));
        rig.suspect("a");
        fails(rig, "a");
        assertThatThrownBy(() -> rig.admin("nobody", AdminState.DRAIN)).isInstanceOf(IllegalArgumentException.class);
        assertThat(rig.pool.decide(rig.now)).hasSize(1);
        assertThat(rig.serving()).containsExactly("b");
    }
}
