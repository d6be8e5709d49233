package io.tcplb.pool;

import io.tcplb.spec.Algorithm;
import io.tcplb.spec.BackendSpec;
import io.tcplb.spec.FailbackSpec;
import io.tcplb.spec.FailoverSpec;
import io.tcplb.spec.HealthSpec;
import io.tcplb.spec.HostPort;
import io.tcplb.spec.PassiveSpec;
import io.tcplb.spec.Quorum;
import io.tcplb.spec.Share;
import io.tcplb.testkit.Specs;
import java.lang.reflect.Modifier;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** Random policies and backends, in whole seconds and small numbers, so that rules meet often. */
final class Dice {
    static final String[] ZONES = {"", "east", "west"};

    private final SplittableRandom random;

    Dice(SplittableRandom random) {
        this.random = random;
    }

    Specs policies() {
        Specs next = new Specs();
        next.algorithm = Algorithm.values()[random.nextInt(1000) == 0 ? 4 : random.nextInt(4)];
        next.check = random.nextInt(12) == 0 ? HealthSpec.Type.NONE : HealthSpec.Type.TCP;
        next.initial =
                random.nextInt(4) > 0 ? HealthSpec.Initial.CHECKING : HealthSpec.Initial.values()[random.nextInt(3)];
        next.fall = 1 + random.nextInt(3);
        next.rise = 1 + random.nextInt(3);
        next.action = PassiveSpec.Action.values()[random.nextInt(3)];
        next.ejectFor = Duration.ofSeconds(1 + random.nextInt(10));
        next.maxEjectFor = next.ejectFor.multipliedBy(1 + random.nextInt(9));
        next.maxEjected = new Share(new int[] {0, 10, 50, 100}[random.nextInt(4)]);
        next.slowStart = Duration.ofSeconds(random.nextInt(3) * 10L);
        next.mode = FailoverSpec.Mode.values()[random.nextInt(2)];
        next.minHealthy = random.nextBoolean() ? Quorum.of(1 + random.nextInt(3)) : Quorum.of(new Share(50));
        next.required = random.nextInt(4);
        next.failback = random.nextInt(4) == 0 ? FailbackSpec.Mode.MANUAL : FailbackSpec.Mode.AUTO;
        next.stableFor = Duration.ofSeconds(1 + random.nextInt(8));
        next.maxPenalty = next.stableFor.multipliedBy(1 + random.nextInt(9));
        next.allDown = FailoverSpec.AllDown.values()[random.nextInt(3)];
        next.zonePolicy = FailoverSpec.ZonePolicy.values()[random.nextInt(2)];
        next.zoneMinHealthy = 1 + random.nextInt(2);
        next.trickle = new Share(random.nextInt(4) == 0 ? 20 : 0);
        return next;
    }

    static Specs copy(Specs from) {
        Specs to = new Specs();
        for (var field : Specs.class.getFields()) {
            try {
                if (!Modifier.isStatic(field.getModifiers())) {
                    field.set(to, field.get(from));
                }
            } catch (IllegalAccessException e) {
                throw new IllegalStateException(e);
            }
        }
        return to;
    }

    List<BackendSpec> backends(List<BackendSpec> old) {
        List<BackendSpec> next = new ArrayList<>();
        int size = 1 + random.nextInt(6);
        List<Integer> names = new ArrayList<>(List.of(0, 1, 2, 3, 4, 5, 6));
        for (int i = 0; i < size; i++) {
            String id = "b" + names.remove(random.nextInt(names.size()));
            BackendSpec before =
                    old.stream().filter(o -> o.id().equals(id)).findFirst().orElse(null);
            if (before != null && random.nextInt(3) > 0) {
                next.add(before);
            } else {
                HostPort address = before != null && random.nextBoolean()
                        ? before.address()
                        : new HostPort("host", 1 + random.nextInt(1000));
                int weight = random.nextInt(6) == 0 ? 0 : 1 + random.nextInt(3);
                int limit = random.nextInt(3) == 0 ? 1 + random.nextInt(2) : 0;
                next.add(new BackendSpec(
                        id, address, weight, random.nextInt(Reference.TIERS), ZONES[random.nextInt(3)], limit));
            }
        }
        return next;
    }
}
