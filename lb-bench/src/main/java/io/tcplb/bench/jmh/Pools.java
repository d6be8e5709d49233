package io.tcplb.bench.jmh;

import io.tcplb.backend.Backend;
import io.tcplb.pool.Pool;
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
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Pools of any size whose backends all serve, configured as by default. */
public final class Pools {
    /** What the weights of a pool's backends are. */
    public enum Weights {
        EQUAL,
        /** 1 to 3 in turn. */
        MIXED
    }

    private static final ClosingSpec KEEP = new ClosingSpec(ClosingSpec.Mode.KEEP, 200, Duration.ofSeconds(30));

    private Pools() {}

    /** Returns a pool of {@code backends} members, every one of them up. */
    static Pool serving(Algorithm algorithm, int backends, Weights weights) {
        Pool pool = new Pool(spec(algorithm, backends, weights, 1), "", 1, 0);
        for (int i = 0; i < backends; i++) {
            @Nullable Backend member = pool.backend(id(i));
            if (member == null) {
                throw new IllegalStateException("no backend " + id(i));
            }
            pool.learn(member, new InetSocketAddress(InetAddress.getLoopbackAddress(), 1 + i));
        }
        pool.decide(0);
        if (!pool.snapshot().anyServing()) {
            throw new IllegalStateException("nobody serves");
        }
        return pool;
    }

    static String id(int index) {
        return "b" + index;
    }

    /** Backend number i listens on 127.0.0.1, port {@code firstPort} + i. */
    static PoolSpec spec(Algorithm algorithm, int backends, Weights weights, int firstPort) {
        List<BackendSpec> members = IntStream.range(0, backends)
                .mapToObj(i -> new BackendSpec(
                        id(i),
                        new HostPort("127.0.0.1", firstPort + i),
                        weights == Weights.EQUAL ? 1 : 1 + i % 3,
                        0,
                        "",
                        0))
                .toList();
        return new PoolSpec(
                "bench",
                algorithm,
                members,
                new HealthSpec(
                        HealthSpec.Type.NONE,
                        Duration.ofSeconds(2),
                        Duration.ofSeconds(1),
                        Duration.ofMillis(500),
                        new Share(10),
                        3,
                        2,
                        HealthSpec.Initial.UP,
                        0,
                        new HttpCheck("GET", "/", "", HttpCheck.StatusRange.parse("200-399"), ""),
                        new ExpectCheck("", "")),
                new PassiveSpec(
                        3,
                        Duration.ZERO,
                        PassiveSpec.Action.PROBE,
                        Duration.ofSeconds(10),
                        Duration.ofMinutes(5),
                        new Share(50)),
                new ConnectSpec(Duration.ofSeconds(2), 3, Duration.ofSeconds(5), ""),
                KEEP,
                KEEP,
                Duration.ZERO,
                new QueueSpec(Duration.ofSeconds(5), 1000),
                new FailoverSpec(
                        FailoverSpec.Mode.TIERS,
                        Quorum.ONE,
                        0,
                        new FailbackSpec(
                                FailbackSpec.Mode.AUTO,
                                Duration.ofSeconds(30),
                                Duration.ofMinutes(5),
                                ClosingSpec.Mode.KEEP,
                                50),
                        FailoverSpec.AllDown.REFUSE,
                        new HoldSpec(Duration.ofSeconds(10), 1000, 500),
                        FailoverSpec.ZonePolicy.ANY,
                        1,
                        Share.NONE),
                new ReplaySpec(ReplaySpec.Mode.OFF, 16 * 1024),
                ProxyProtocol.OFF);
    }
}
