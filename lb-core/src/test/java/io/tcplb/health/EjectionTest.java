package io.tcplb.health;

import static java.time.Duration.ofMinutes;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import io.tcplb.spec.PassiveSpec;
import io.tcplb.testkit.Specs;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class EjectionTest {
    private final PassiveSpec spec = new Specs().passive(); // 10 s up to 5 min

    private static long length(Ejection ejection, long now) {
        return (ejection.untilNanos() - now) / 1_000_000_000L;
    }

    @Test
    void doublesUpToItsCap() {
        Ejection ejection = Ejection.NONE;
        long now = 0;
        for (long expected : new long[] {10, 20, 40, 80, 160, 300, 300, 300}) {
            ejection = ejection.begin(spec, now);
            assertThat(length(ejection, now)).isEqualTo(expected);
            assertThat(ejection.begin(spec, now + 1))
                    .as("no second one inside it")
                    .isSameAs(ejection);
            assertThat(ejection.afterTime(ejection.untilNanos() - 1)).isSameAs(ejection);
            now = ejection.untilNanos();
            ejection = ejection.afterTime(now);
            assertThat(ejection.active()).isFalse();
        }
        now += ofMinutes(5).toNanos();
        assertThat(length(ejection.begin(spec, now), now))
                .as("one is forgotten in 5 min")
                .isEqualTo(300);
        now += ofMinutes(5).toNanos();
        assertThat(length(ejection.begin(spec, now), now)).isEqualTo(160);
        now += ofMinutes(20).toNanos();
        assertThat(length(ejection.begin(spec, now), now))
                .as("all is forgotten")
                .isEqualTo(10);
    }

    /** The reference remembers each ejection as its own entry and drops one for each quiet cap. */
    @Test
    void agreesWithAListOfEjections() {
        for (long seed = 0; seed < 20_000; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            Specs specs = new Specs();
            specs.ejectFor = ofSeconds(1 + random.nextInt(20));
            specs.maxEjectFor = specs.ejectFor.multipliedBy(1 + random.nextInt(40));
            long base = specs.ejectFor.toNanos();
            long max = specs.maxEjectFor.toNanos();
            Deque<Long> remembered = new ArrayDeque<>();
            Ejection ejection = Ejection.NONE;
            long now = random.nextLong();
            long ended = now;
            for (int step = 0; step < 20; step++) {
                now += random.nextLong(3 * max);
                for (long quiet = now - ended; quiet >= max && !remembered.isEmpty(); quiet -= max) {
                    remembered.removeLast();
                }
                ejection = ejection.begin(specs.passive(), now);
                long previous = remembered.isEmpty() ? 0 : remembered.peekLast();
                long expected = previous == 0 ? base : Math.min(max, 2 * previous);
                if (previous < max) {
                    remembered.addLast(expected);
                }
                assertThat(ejection.untilNanos() - now)
                        .as("seed %d step %d", seed, step)
                        .isEqualTo(expected);
                now += expected;
                ejection = ejection.afterTime(now);
                ended = now;
            }
        }
    }
}
