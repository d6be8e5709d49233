package io.tcplb.balance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SmoothOrderTest {
    @Test
    void spreadsTheHeavyOnesTurns() {
        assertThat(SmoothOrder.of(new int[] {5, 1, 1})).containsExactly(0, 1, 0, 0, 2, 0, 0);
        assertThat(SmoothOrder.of(new int[] {10, 20})).containsExactly(1, 0, 1);
        assertThat(SmoothOrder.of(new int[] {7, 7, 7})).containsExactly(0, 1, 2);
    }

    /** The chairman assignment bound: after any number of turns, everyone is within one of its due. */
    @Test
    void nobodyIsEverAWholeTurnAheadOrBehind() {
        for (long seed = 0; seed < 3_000; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            int[] weights = random.ints(1 + random.nextInt(12), 1, 40).toArray();
            int total = IntStream.of(weights).sum();
            int[] order = SmoothOrder.of(weights);
            int[] turns = new int[weights.length];
            for (int slot = 1; slot <= order.length; slot++) {
                turns[order[slot - 1]]++;
                for (int i = 0; i < weights.length; i++) {
                    double due = (double) slot * weights[i] / total;
                    if (Math.abs(turns[i] - due) >= 1) {
                        fail("seed %d, weights %s: backend %d after slot %d", seed, Arrays.toString(weights), i, slot);
                    }
                }
            }
        }
    }

    @Test
    void isBoundedInLengthAndForgetsNobody() {
        int[] weights = new SplittableRandom(1).ints(1_000, 1, 257).toArray();
        weights[17] = 1;
        int[] order = SmoothOrder.of(weights);
        assertThat(order.length).isBetween(7_000, 9_000);
        assertThat(IntStream.of(order).distinct().count()).isEqualTo(1_000);
    }
}
