package io.tcplb.simulate;

import io.tcplb.spec.AdminState;
import io.tcplb.spec.Algorithm;
import io.tcplb.spec.BackendSpec;
import io.tcplb.spec.ClosingSpec;
import io.tcplb.spec.ConnectSpec;
import io.tcplb.spec.FailbackSpec;
import io.tcplb.spec.FailoverSpec;
import io.tcplb.spec.HealthSpec;
import io.tcplb.spec.HoldSpec;
import io.tcplb.spec.HostPort;
import io.tcplb.spec.IsolationGuardSpec;
import io.tcplb.spec.LbSpec;
import io.tcplb.spec.PassiveSpec;
import io.tcplb.spec.PoolSpec;
import io.tcplb.spec.ProxyProtocol;
import io.tcplb.spec.QueueSpec;
import io.tcplb.spec.Quorum;
import io.tcplb.spec.ReplaySpec;
import io.tcplb.spec.RuntimeSpec;
import io.tcplb.spec.Share;
import io.tcplb.testkit.Specs;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** Any pool and any trouble: a minute of it, then every server is well, nobody comes any more, and a minute of peace. */
record RandomScenario(LbSpec lb, Scenario scenario) {
    private static final int TROUBLE = 60;

    static RandomScenario of(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        PoolSpec pool = pool(random);
        LbSpec lb = new LbSpec(
                any(random, "", "z0", "z1"),
                List.of(),
                List.of(pool),
                new IsolationGuardSpec(random.nextBoolean(), List.of()),
                new RuntimeSpec(0, RuntimeSpec.Transport.AUTO, 64 << 10),
                0,
                Duration.ZERO);
        double rate = 1 + random.nextInt(60);
        Scenario scenario = new Scenario(
                Duration.ofSeconds(2L * TROUBLE),
                seed,
                List.of(
                        new Scenario.Load(Duration.ZERO, 1 + random.nextInt(60)),
                        new Scenario.Load(Duration.ofSeconds(TROUBLE), rate),
                        new Scenario.Load(Duration.ofSeconds(TROUBLE), 0)),
                new Scenario.Clients(
                        any(random, Scenario.Spread.values()),
                        Duration.ofMillis(1 + random.nextInt(3000)),
                        any(random, Scenario.Spread.values()),
                        1 + random.nextInt(50),
                        Duration.ofMillis(500 + random.nextInt(20_000)),
                        random.nextBoolean()),
                steps(pool, random));
        return new RandomScenario(lb, scenario);
    }

    @SafeVarargs
    private static <T> T any(SplittableRandom random, T... of) {
        return of[random.nextInt(of.length)];
    }

    private static PoolSpec pool(SplittableRandom random) {
        List<BackendSpec> backends = new ArrayList<>();
        int count = 1 + random.nextInt(5);
        for (int i = 0; i < count; i++) {
            backends.add(new BackendSpec(
                    "b" + i,
                    new HostPort("10.0.0." + i, 80),
                    random.nextInt(4),
                    random.nextInt(3),
                    "z" + random.nextInt(2),
                    random.nextInt(4) == 0 ? 0 : 1 + random.nextInt(40)));
        }
        Specs specs = Specs.of();
        specs.check = any(random, HealthSpec.Type.values());
        specs.fall = 1 + random.nextInt(3);
        specs.rise = 1 + random.nextInt(3);
        specs.initial = any(random, HealthSpec.Initial.values());
        Duration firstByte = Duration.ofMillis(random.nextBoolean() ? 0 : 100 + random.nextInt(1000));
        return new PoolSpec(
                "p",
                any(random, Algorithm.values()),
                backends,
                jittered(specs.health()),
                new PassiveSpec(
                        1 + random.nextInt(4),
                        firstByte,
                        any(random, PassiveSpec.Action.values()),
                        Duration.ofSeconds(1 + random.nextInt(10)),
                        Duration.ofSeconds(60),
                        new Share(random.nextInt(101))),
                new ConnectSpec(
                        Duration.ofMillis(100 + random.nextInt(2000)),
                        1 + random.nextInt(4),
                        Duration.ofMillis(2100 + random.nextInt(3000)),
                        ""),
                closing(random),
                closing(random),
                Duration.ofSeconds(random.nextBoolean() ? 0 : 5),
                new QueueSpec(Duration.ofMillis(random.nextInt(5000)), random.nextInt(50)),
                new FailoverSpec(
                        any(random, FailoverSpec.Mode.values()),
                        Quorum.ONE,
                        random.nextInt(count + 1),
                        new FailbackSpec(
                                any(random, FailbackSpec.Mode.values()),
                                Duration.ofSeconds(random.nextInt(20)),
                                Duration.ofSeconds(60),
                                any(random, ClosingSpec.Mode.KEEP, ClosingSpec.Mode.DRAIN, ClosingSpec.Mode.PACED),
                                1 + random.nextInt(100)),
                        any(random, FailoverSpec.AllDown.values()),
                        new HoldSpec(
                                Duration.ofMillis(500 + random.nextInt(10_000)),
                                1 + random.nextInt(100),
                                1 + random.nextInt(500)),
                        any(random, FailoverSpec.ZonePolicy.values()),
                        1,
                        new Share(5.0 * random.nextInt(3))),
                new ReplaySpec(any(random, ReplaySpec.Mode.values()), 16 << 10),
                ProxyProtocol.OFF);
    }

    private static HealthSpec jittered(HealthSpec plain) {
        return new HealthSpec(
                plain.type(),
                plain.interval(),
                plain.timeout(),
                plain.fastInterval(),
                new Share(10),
                plain.fall(),
                plain.rise(),
                plain.initial(),
                plain.port(),
                plain.http(),
                plain.expect());
    }

    private static ClosingSpec closing(SplittableRandom random) {
        return new ClosingSpec(
                any(random, ClosingSpec.Mode.values()),
                1 + random.nextInt(200),
                Duration.ofSeconds(random.nextInt(20)));
    }

    private static List<Scenario.Step> steps(PoolSpec pool, SplittableRandom random) {
        List<Scenario.Step> steps = new ArrayList<>();
        for (int i = random.nextInt(25); i > 0; i--) {
            Duration at = Duration.ofMillis(random.nextInt(TROUBLE * 1000));
            Act act = act(pool, random);
            steps.add(new Scenario.Step(at, act.toString(), List.of(act)));
        }
        for (BackendSpec backend : pool.backends()) {
            steps.add(new Scenario.Step(
                    Duration.ofSeconds(TROUBLE),
                    "well again",
                    List.of(new Act.Server("p", backend.id(), ServerState.UP))));
        }
        return steps;
    }

    private static Act act(PoolSpec pool, SplittableRandom random) {
        String id = pool.backends().get(random.nextInt(pool.backends().size())).id();
        Duration length = Duration.ofSeconds(random.nextInt(20));
        String zone = "z" + random.nextInt(2);
        return switch (random.nextInt(12)) {
            case 0 -> new Act.Admin("p", id, any(random, AdminState.values()), length);
            case 1 -> new Act.Weight("p", id, random.nextInt(5));
            case 2 -> new Act.Failback("p");
            case 3 -> new Act.Evacuate(zone, length, random.nextBoolean());
            case 4 -> new Act.Return(zone);
            case 5, 6 -> new Act.Server("p", id, ServerState.UP);
            case 7 -> new Act.Server("p", id, ServerState.HANG);
            case 8 -> new Act.Server("p", id, ServerState.UNREACHABLE);
            case 9 -> new Act.Server("p", id, ServerState.slow(Duration.ofMillis(random.nextInt(3000))));
            default -> new Act.Server("p", id, ServerState.DOWN);
        };
    }
}
