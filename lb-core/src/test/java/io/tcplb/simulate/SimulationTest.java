package io.tcplb.simulate;

import static org.assertj.core.api.Assertions.assertThat;

import io.tcplb.observe.Transition.Kind;
import io.tcplb.spec.BackendSpec;
import io.tcplb.spec.FailoverSpec;
import io.tcplb.spec.HealthSpec;
import io.tcplb.spec.HostPort;
import io.tcplb.spec.IsolationGuardSpec;
import io.tcplb.spec.LbSpec;
import io.tcplb.spec.PoolSpec;
import io.tcplb.spec.RuntimeSpec;
import io.tcplb.testkit.Specs;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class SimulationTest {
    private static final Scenario.Clients EVEN = new Scenario.Clients(
            Scenario.Spread.EVEN, Duration.ofSeconds(1), Scenario.Spread.EVEN, 100, Duration.ofSeconds(30), false);

    @Test
    void nobodyIsLostCountedTwiceOrSentWhereThereIsNoRoom() {
        for (long seed = 1; seed <= 300; seed++) {
            RandomScenario random = RandomScenario.of(seed);
            PoolSpec pool = random.lb().pools().get(0);
            Recording seen = new Recording();

            Summary summary = Simulation.run(random.lb(), random.lb().pools(), random.scenario(), seen)
                    .get(0);

            String which = "seed " + seed;
            long outcomes = summary.served() + sum(summary.refused()) + sum(summary.lost());
            assertThat(summary.live())
                    .as(which + ": nobody is left after a minute of peace")
                    .isZero();
            assertThat(outcomes).as(which + ": one outcome for each client").isEqualTo(summary.accepted());
            assertThat(seen.seconds.stream().mapToLong(Second::fresh).sum())
                    .as(which)
                    .isEqualTo(summary.accepted());
            assertThat(seen.seconds.stream().mapToLong(Second::refused).sum())
                    .as(which)
                    .isEqualTo(sum(summary.refused()));
            assertThat(seen.seconds.stream().mapToLong(Second::lost).sum())
                    .as(which)
                    .isEqualTo(sum(summary.lost()));
            checkLimits(pool, summary, seen, which);
        }
    }

    private static void checkLimits(PoolSpec pool, Summary summary, Recording seen, String which) {
        for (Summary.Load load : summary.loads()) {
            if (load.capacity() > 0) {
                assertThat(load.highest()).as(which + ": " + load).isLessThanOrEqualTo(load.capacity());
            }
        }
        for (Second second : seen.seconds) {
            if (!second.state().equals("checking") && pool.failover().allDown() != FailoverSpec.AllDown.HOLD) {
                assertThat(second.held()).as(which + ": " + second).isZero();
            }
            assertThat(second.queued())
                    .as(which + ": " + second)
                    .isLessThanOrEqualTo(pool.queue().max());
        }
        Second last = seen.seconds.get(seen.seconds.size() - 1);
        assertThat(last.sessions().values()).as(which + ": no slot is kept").containsOnly(0);
        assertThat(last.held() + last.queued()).as(which).isZero();
    }

    @Test
    void equalSeedsHaveEqualOutcomes() {
        for (long seed = 1000; seed < 1020; seed++) {
            RandomScenario random = RandomScenario.of(seed);
            Recording first = new Recording();
            Recording second = new Recording();

            List<Summary> summary = Simulation.run(random.lb(), random.lb().pools(), random.scenario(), first);

            assertThat(Simulation.run(random.lb(), random.lb().pools(), random.scenario(), second))
                    .as("seed " + seed)
                    .isEqualTo(summary);
            assertThat(second.lines).as("seed " + seed).isEqualTo(first.lines);
        }
    }

    @Test
    void heldClientsAreReleasedInOrderAtTheRateWhenABackendReturns() {
        Specs specs = Specs.of(Specs.backend("a"));
        specs.allDown = FailoverSpec.AllDown.HOLD;
        Map<Integer, Act> acts = new LinkedHashMap<>();
        acts.put(10_000, new Act.Server("web", "a", ServerState.DOWN));
        acts.put(13_000, new Act.Server("web", "a", ServerState.UP));
        Recording seen = new Recording();

        Summary summary = run(specs, 100, 30, acts, seen);

        assertThat(summary.refused()).isEmpty();
        assertThat(summary.lost()).containsOnlyKeys("backend_reset");
        assertThat(summary.delayed()).isBetween(300L, 500L);
        assertThat(summary.longestDelay()).isBetween(Duration.ofSeconds(3), Duration.ofSeconds(5));
        assertThat(seen.seconds.get(12).held()).isBetween(250, 300);
        // Three seconds, and until probes have seen that they are over.
        assertThat(summary.withoutService()).isBetween(Duration.ofSeconds(3), Duration.ofSeconds(5));
        assertThat(seen.transitions.stream().filter(t -> t.kind() == Kind.HOLD).reduce((a, b) -> b))
                .hasValueSatisfying(
                        last -> assertThat(last.cause()).matches("\\d{3} clients released after [345]\\d{3}ms"));
    }

    @Test
    void aRefusedConnectIsRetriedOnAnotherBackendAndThreeOfThemCallAProbe() {
        Specs specs = Specs.of(Specs.backend("a"), Specs.backend("b"));
        Recording seen = new Recording();

        Summary summary = run(specs, 100, 20, Map.of(10_000, new Act.Server("web", "a", ServerState.DOWN)), seen);

        assertThat(summary.refused()).isEmpty();
        assertThat(summary.retried()).isEqualTo(Map.of("connect_refused", 3L));
        assertThat(seen.transitions).anySatisfy(t -> assertThat(t.cause()).contains("a probe after 3"));
    }

    @Test
    void aTcpCheckPassesOnAServerThatHangsAndAnHttpCheckDoesNot() {
        Act hang = new Act.Server("web", "a", ServerState.HANG);
        Specs specs = Specs.of(Specs.backend("a"), Specs.backend("b"));
        Recording tcp = new Recording();
        run(specs, 10, 60, Map.of(10_000, hang), tcp);
        specs.check = HealthSpec.Type.HTTP;
        Recording http = new Recording();
        run(specs, 10, 60, Map.of(10_000, hang), http);

        assertThat(tcp.transitions).noneMatch(t -> t.to().equals("down"));
        assertThat(http.transitions)
                .anySatisfy(t -> assertThat(t.cause()).startsWith("answer timeout after 1000ms (3 of 3"));
    }

    @Test
    void losingEverythingAtOnceIsIsolationAndFreezesTheStates() {
        List<BackendSpec> backends = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            backends.add(new BackendSpec("b" + i, new HostPort("10.0.0." + i, 80), 1, 0, "", 0));
        }
        Specs specs = Specs.of(backends.toArray(new BackendSpec[0]));
        List<Scenario.Step> steps = new ArrayList<>();
        for (BackendSpec backend : backends) {
            steps.add(step(10_000, new Act.Server("web", backend.id(), ServerState.UNREACHABLE)));
            steps.add(step(20_000, new Act.Server("web", backend.id(), ServerState.UP)));
        }
        Recording seen = new Recording();

        run(specs, 1, 40, steps, seen);

        assertThat(seen.transitions.stream()
                        .filter(t -> t.kind() == Kind.ISOLATION)
                        .map(t -> t.to()))
                .containsExactly("isolated", "");
        assertThat(seen.transitions).noneMatch(t -> t.to().equals("down"));
    }

    @Test
    void theLoadFollowsItsLine() {
        Curve curve = new Curve(
                List.of(new Scenario.Load(Duration.ofSeconds(10), 100), new Scenario.Load(Duration.ofSeconds(20), 200)),
                Scenario.Spread.EVEN,
                new SplittableRandom(1));

        assertThat(curve.rate(0)).isEqualTo(100);
        assertThat(curve.rate(15_000_000_000L)).isEqualTo(150);
        assertThat(curve.rate(99_000_000_000L)).isEqualTo(200);
    }

    private static Summary run(Specs specs, double rate, int seconds, Map<Integer, Act> acts, Recording seen) {
        List<Scenario.Step> steps = new ArrayList<>();
        acts.forEach((millis, act) -> steps.add(step(millis, act)));
        return run(specs, rate, seconds, steps, seen);
    }

    private static Summary run(Specs specs, double rate, int seconds, List<Scenario.Step> steps, Recording seen) {
        LbSpec lb = new LbSpec(
                "",
                List.of(),
                List.of(specs.pool()),
                new IsolationGuardSpec(true, List.of()),
                new RuntimeSpec(0, RuntimeSpec.Transport.AUTO, 64 << 10),
                0,
                Duration.ZERO);
        Scenario scenario = new Scenario(
                Duration.ofSeconds(seconds), 1, List.of(new Scenario.Load(Duration.ZERO, rate)), EVEN, steps);
        return Simulation.run(lb, lb.pools(), scenario, seen).get(0);
    }

    private static Scenario.Step step(int millis, Act act) {
        return new Scenario.Step(Duration.ofMillis(millis), act.toString(), List.of(act));
    }

    private static long sum(Map<String, Long> counts) {
        return counts.values().stream().mapToLong(Long::longValue).sum();
    }
}
