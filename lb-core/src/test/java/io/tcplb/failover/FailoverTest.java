package io.tcplb.failover;

import static io.tcplb.testkit.Specs.backend;
import static io.tcplb.testkit.Specs.inZone;
import static org.assertj.core.api.Assertions.assertThat;

import io.tcplb.spec.BackendSpec;
import io.tcplb.spec.FailoverSpec;
import io.tcplb.spec.Quorum;
import io.tcplb.spec.Share;
import io.tcplb.testkit.Specs;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Rules 2 to 5 at one moment. */
class FailoverTest {
    private final Specs specs = new Specs();
    private String zone = "";
    private List<String> proving = List.of();
    private List<String> served = List.of();
    private List<String> weightless = List.of();
    private List<String> ready = List.of();

    private List<BackendSpec> ranked() {
        return Roster.rank(specs.backends);
    }

    private Roster roster() {
        return Roster.of(ranked(), specs.failover(), zone);
    }

    private BitSet set(List<String> ids) {
        BitSet set = new BitSet();
        for (int rank = 0; rank < ranked().size(); rank++) {
            set.set(rank, ids.contains(ranked().get(rank).id()));
        }
        return set;
    }

    private List<String> ids(BitSet set) {
        return set.stream().mapToObj(rank -> ranked().get(rank).id()).toList();
    }

    private Decision decide(String... fit) {
        return Failover.decide(
                roster(),
                new Candidates(
                        set(Arrays.asList(fit)),
                        set(weightless),
                        set(proving),
                        set(served),
                        set(ready),
                        new BitSet(),
                        false));
    }

    private List<String> serving(String... fit) {
        return ids(decide(fit).serving());
    }

    private FailoverTest with(BackendSpec... backends) {
        specs.backends.addAll(Arrays.asList(backends));
        return this;
    }

    @Test
    void theLowestTierWithAnybodyServes() {
        with(backend("s", 7), backend("a"), backend("t", 2), backend("b"));
        assertThat(serving("a", "b", "s", "t")).containsExactly("a", "b");
        assertThat(serving("b", "s", "t")).containsExactly("b");
        assertThat(serving("s", "t")).containsExactly("t");
        assertThat(decide("s").activeTier()).isEqualTo(7);
        assertThat(decide().activeTier()).isEqualTo(-1);
    }

    @Test
    void aTierNeedsItsQuorumUnlessNoneHasIt() {
        with(backend("a"), backend("b"), backend("c"), backend("s", 1), backend("t", 1));
        specs.minHealthy = Quorum.of(2);
        assertThat(serving("a", "b", "s", "t")).containsExactly("a", "b");
        assertThat(serving("a", "s", "t")).containsExactly("s", "t");
        assertThat(serving("a", "s")).as("nobody has it: the lowest with any").containsExactly("a");
        specs.minHealthy = Quorum.of(new Share(50));
        assertThat(serving("a", "s", "t")).as("half of three is two").containsExactly("s", "t");
        assertThat(serving("a", "s")).as("half of two is one").containsExactly("s");
        Decision decision = decide("a", "s");
        assertThat(Idle.reason(roster(), decision, 0)).isEqualTo("tier 0 has 1 of 2 eligible backends that it needs");
    }

    @Test
    void oneSpareForEachMissingPrimary() {
        with(backend("t", 2), backend("a"), backend("r", 1), backend("b"), backend("s", 1));
        specs.mode = FailoverSpec.Mode.SPARES;
        assertThat(serving("a", "b", "r", "s", "t")).containsExactly("a", "b");
        assertThat(serving("a", "r", "s", "t")).containsExactly("a", "r");
        assertThat(serving("r", "s", "t")).containsExactly("r", "s");
        assertThat(serving("a", "t")).containsExactly("a", "t");
        assertThat(serving("t")).containsExactly("t");
        specs.required = 1;
        assertThat(serving("a", "b", "r")).as("every primary serves").containsExactly("a", "b");
        assertThat(serving("a", "r")).containsExactly("a");
        specs.required = 4;
        assertThat(serving("a", "b", "r", "s", "t")).containsExactly("a", "b", "r", "s");
    }

    @Test
    void theOwnZoneIsPreferredWhileEnoughOfItServe() {
        with(inZone("a", 0, "east"), inZone("b", 0, "east"), inZone("c", 0, "west"), inZone("s", 1, "east"));
        zone = "east";
        assertThat(serving("a", "b", "c", "s")).containsExactly("a", "b", "c");
        specs.zonePolicy = FailoverSpec.ZonePolicy.PREFER_LOCAL;
        assertThat(serving("a", "b", "c", "s")).containsExactly("a", "b");
        assertThat(Idle.reason(roster(), decide("a", "b", "c", "s"), 2)).isEqualTo("zone east is preferred and serves");
        assertThat(serving("c", "s")).as("tiers come before zones").containsExactly("c");
        specs.zoneMinHealthy = 2;
        assertThat(serving("a", "c", "s")).containsExactly("a", "c");
        zone = "";
        assertThat(serving("a", "b", "c", "s")).containsExactly("a", "b", "c");
    }

    @Test
    void weightZeroStandsAsideForWhoeverHasWeight() {
        with(backend("a"), backend("b"), backend("s", 1));
        weightless = List.of("a");
        assertThat(serving("a", "b", "s")).containsExactly("b");
        assertThat(serving("a", "s")).containsExactly("s");
        assertThat(serving("a")).containsExactly("a");
    }

    @Test
    void whoWouldRelieveAStandbyWaits() {
        with(backend("a"), backend("b"), backend("s", 1));
        served = List.of("s");
        proving = List.of("a");
        assertThat(ids(decide("a", "s").waiting())).containsExactly("a");
        assertThat(serving("a", "s")).containsExactly("s");
        assertThat(serving("a")).as("nobody to relieve").containsExactly("a");
        served = List.of("b");
        assertThat(serving("a", "b", "s")).as("a peer is not relieved").containsExactly("a", "b");
        served = List.of("a");
        assertThat(serving("a", "s")).as("who serves already goes on").containsExactly("a");
    }

    @Test
    void aQuorumIsCompleteOnlyWithTrustedMembers() {
        with(backend("a"), backend("b"), backend("s", 1), backend("t", 1));
        specs.minHealthy = Quorum.of(2);
        served = List.of("s", "t");
        proving = List.of("a", "b");
        assertThat(serving("a", "b", "s", "t")).containsExactly("s", "t");
        proving = List.of("a");
        assertThat(serving("a", "b", "s", "t")).containsExactly("s", "t");
        proving = List.of();
        assertThat(serving("a", "b", "s", "t")).containsExactly("a", "b");
    }

    @Test
    void aReturningPrimaryTakesASpareSlotThatNobodyFills() {
        with(backend("a"), backend("b"), backend("c"), backend("s", 1));
        specs.mode = FailoverSpec.Mode.SPARES;
        served = List.of("a", "s");
        proving = List.of("b", "c");
        Decision decision = decide("a", "b", "c", "s");
        assertThat(ids(decision.serving())).containsExactly("a", "b", "s");
        assertThat(ids(decision.waiting())).containsExactly("c");
    }

    @Test
    void failOpenServesTheReadyWhenNobodyIsEligible() {
        with(backend("a"), backend("b"), backend("s", 1));
        ready = List.of("b", "s");
        assertThat(serving()).isEmpty();
        specs.allDown = FailoverSpec.AllDown.FAIL_OPEN;
        assertThat(decide().failOpen()).isTrue();
        assertThat(serving()).containsExactly("b", "s");
        assertThat(serving("s")).containsExactly("s");
        ready = List.of();
        assertThat(decide().failOpen()).isFalse();
    }
}
