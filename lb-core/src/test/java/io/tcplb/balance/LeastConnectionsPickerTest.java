package io.tcplb.balance;

import static org.assertj.core.api.Assertions.assertThat;

import io.tcplb.backend.Backend;
import java.util.Comparator;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class LeastConnectionsPickerTest {
    /** Weights with a small common multiple and without, some backends full and some tried. */
    @Test
    void picksTheLeastLoadForTheWeightAndAmongEqualsTheNextInTurn() {
        for (long seed = 0; seed < 3_000; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            int size = 2 + random.nextInt(20);
            int heaviest = random.nextBoolean() ? 4 : 1_000_000;
            int[] weights = random.ints(size, 1, heaviest + 1).toArray();
            Backend[] backends = Backends.limited(size, random.nextInt(6));
            Tried tried = new Tried();
            for (Backend backend : backends) {
                for (int n = random.nextInt(8); n > 0; n--) {
                    backend.tryAcquire();
                }
                if (random.nextInt(5) == 0) {
                    tried.add(backend);
                }
            }
            Picker picker = new LeastConnectionsPicker(backends, weights, new Rotation(seed));
            Rotation turns = new Rotation(seed);
            for (int n = 0; n < 5; n++) {
                assertThat(picker.pick(n, tried))
                        .as("seed %d", seed)
                        .isSameAs(expected(backends, weights, turns.next(size), tried));
            }
        }
    }

    private static @Nullable Backend expected(Backend[] backends, int[] weights, int start, Tried tried) {
        return IntStream.range(0, backends.length)
                .map(n -> (start + n) % backends.length)
                .filter(i -> backends[i].hasRoom() && !tried.contains(backends[i]))
                .boxed()
                .min(Comparator.comparingDouble(i -> (backends[i].active() + 1.0) / weights[i]))
                .map(i -> backends[i])
                .orElse(null);
    }

    @Test
    void idleEqualsTakeTurns() {
        Backend[] backends = Backends.of(5);
        Picker picker = new LeastConnectionsPicker(backends, Backends.equal(5), new Rotation(3));
        assertThat(Backends.count(backends, 1_000, n -> picker.pick(n, Tried.NONE)))
                .containsOnly(200);
    }
}
