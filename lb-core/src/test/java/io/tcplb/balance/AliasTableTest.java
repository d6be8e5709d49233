package io.tcplb.balance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class AliasTableTest {
    /** Places between 0 and 2^32 as dense as the test can afford, none of them favoured. */
    private static final int DRAWS = 1 << 20;

    @Test
    void everyIndexIsDrawnByItsWeight() {
        for (long seed = 0; seed < 40; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            int greatest = random.nextBoolean() ? 3 : 1_000_000;
            int[] weights = random.ints(1 + random.nextInt(30), 1, greatest + 1).toArray();
            AliasTable table = new AliasTable(weights);
            int[] counts = new int[weights.length];
            for (int n = 0; n < DRAWS; n++) {
                counts[table.draw(n << 12)]++;
            }
            long total = Arrays.stream(weights).asLongStream().sum();
            for (int i = 0; i < weights.length; i++) {
                assertThat((double) counts[i] / DRAWS)
                        .as("share of %d, seed %d", i, seed)
                        .isCloseTo((double) weights[i] / total, within((weights.length + 2.0) / DRAWS));
            }
        }
    }

    @Test
    void equalWeightsNeedNoAlias() {
        AliasTable table = new AliasTable(new int[] {7, 7, 7, 7});
        assertThat(table.draw(0)).isZero();
        assertThat(table.draw(0x3FFF_FFFF)).isZero();
        assertThat(table.draw(0x4000_0000)).isEqualTo(1);
        assertThat(table.draw(-1)).isEqualTo(3);
    }
}
