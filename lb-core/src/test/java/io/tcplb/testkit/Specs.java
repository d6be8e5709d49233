package io.tcplb.testkit;

import io.tcplb.spec.Algorithm;
import io.tcplb.spec.BackendSpec;
import io.tcplb.spec.ClosingSpec;
import io.tcplb.spec.ConnectSpec;
import io.tcplb.spec.ExpectCheck;
import io.tcplb.spec.FailbackSpec;
import io.tcplb.spec.FailoverSpec;
import io.tcplb.spec.HealthSpec;
import io.tcplb.spec.HoldSpec;
import io.tcplb.spec.HostPort;
import io.tcplb.spec.HttpCheck;
import io.tcplb.spec.PassiveSpec;
import io.tcplb.spec.PoolSpec;
import io.tcplb.spec.ProxyProtocol;
import io.tcplb.spec.QueueSpec;
import io.tcplb.spec.Quorum;
import io.tcplb.spec.ReplaySpec;
import io.tcplb.spec.Share;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Specs with the contract's defaults, of which a test names only what it is about. Mutable: one builder, one spec. */
public final class Specs {
    private static final ClosingSpec KEEP = new ClosingSpec(ClosingSpec.Mode.KEEP, 200, Duration.ofSeconds(30));

    private static final HttpCheck HTTP = new HttpCheck("GET", "/", "", HttpCheck.StatusRange.parse("200-399"), "");
    private static final ExpectCheck EXPECT = new ExpectCheck("", "");

    public String name = "web";
    public Algorithm algorithm = Algorithm.ROUND_ROBIN;
    public List<BackendSpec> backends = new ArrayList<>();
    public HealthSpec.Type check = HealthSpec.Type.TCP;
    public HealthSpec.Initial initial = HealthSpec.Initial.CHECKING;
    public int fall = 3;
    public int rise = 2;
    public int failures = 3;
    public PassiveSpec.Action action = PassiveSpec.Action.PROBE;
    public Duration ejectFor = Duration.ofSeconds(10);
    public Duration maxEjectFor = Duration.ofMinutes(5);
    public Share maxEjected = new Share(50);
    public Duration slowStart = Duration.ZERO;
    public FailoverSpec.Mode mode = FailoverSpec.Mode.TIERS;
    public Quorum minHealthy = Quorum.ONE;
    public int required;
    public FailbackSpec.Mode failback = FailbackSpec.Mode.AUTO;
    public Duration stableFor = Duration.ofSeconds(30);
    public Duration maxPenalty = Duration.ofMinutes(5);
    public FailoverSpec.AllDown allDown = FailoverSpec.AllDown.REFUSE;
    public FailoverSpec.ZonePolicy zonePolicy = FailoverSpec.ZonePolicy.ANY;
    public int zoneMinHealthy = 1;
    public Share trickle = Share.NONE;

    /** Returns a builder with these backends. */
    public static Specs of(BackendSpec... backends) {
        Specs specs = new Specs();
        specs.backends.addAll(Arrays.asList(backends));
        return specs;
    }

    /** Returns a primary of weight 1. */
    public static BackendSpec backend(String id) {
        return backend(id, 0);
    }

    public static BackendSpec backend(String id, int tier) {
        return backend(id, tier, 1);
    }

    public static BackendSpec backend(String id, int tier, int weight) {
        return new BackendSpec(
                id, new HostPort("10.0.0.1", 1000 + Math.floorMod(id.hashCode(), 50_000)), weight, tier, "", 0);
    }

    public static BackendSpec inZone(String id, int tier, String zone) {
        BackendSpec plain = backend(id, tier);
        return new BackendSpec(id, plain.address(), 1, tier, zone, 0);
    }

    public static BackendSpec limited(String id, int tier, int maxConnections) {
        BackendSpec plain = backend(id, tier);
        return new BackendSpec(id, plain.address(), 1, tier, "", maxConnections);
    }

    public HealthSpec health() {
        return new HealthSpec(
                check,
                Duration.ofSeconds(2),
                Duration.ofSeconds(1),
                Duration.ofMillis(500),
                Share.NONE,
                fall,
                rise,
                initial,
                0,
                HTTP,
                EXPECT);
    }

    public PassiveSpec passive() {
        return new PassiveSpec(failures, Duration.ZERO, action, ejectFor, maxEjectFor, maxEjected);
    }

    public FailbackSpec failback() {
        return new FailbackSpec(failback, stableFor, maxPenalty, ClosingSpec.Mode.KEEP, 50);
    }

    public FailoverSpec failover() {
        return new FailoverSpec(
                mode,
                minHealthy,
                required,
                failback(),
                allDown,
                new HoldSpec(Duration.ofSeconds(10), 1000, 500),
                zonePolicy,
                zoneMinHealthy,
                trickle);
    }

    public PoolSpec pool() {
        return new PoolSpec(
                name,
                algorithm,
                backends,
                health(),
                passive(),
                new ConnectSpec(Duration.ofSeconds(2), 3, Duration.ofSeconds(5), ""),
                KEEP,
                KEEP,
                slowStart,
                new QueueSpec(Duration.ofSeconds(5), 1000),
                failover(),
                new ReplaySpec(ReplaySpec.Mode.OFF, 16 << 10),
                ProxyProtocol.OFF);
    }
}
