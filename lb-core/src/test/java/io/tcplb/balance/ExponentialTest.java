package io.tcplb.balance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class ExponentialTest {
    @Test
    void isTheLogarithm() {
        for (int n = 1; n < 90_000; n++) {
            double u = n / 100_000.0;
            double exact = -Math.log1p(-u);
            assertThat(Exponential.of((long) (u * 0x1p53) << 11))
                    .as("u = %s", u)
                    .isCloseTo(exact, within(1e-4 * exact));
        }
    }

    /** Or else equal weights would not be a special case of unequal ones. */
    @Test
    void greaterBitsHaveGreaterNumbers() {
        SplittableRandom random = new SplittableRandom(5);
        for (int n = 0; n < 1_000_000; n++) {
            long bits = n % 2 == 0 ? random.nextLong() : (long) random.nextInt(256) << 56; // where two lines meet
            long more = bits + (1L << (20 + random.nextInt(30)));
            if (Long.compareUnsigned(bits, more) < 0) {
                assertThat(Exponential.of(more)).as("after %x", bits).isGreaterThan(Exponential.of(bits));
            }
        }
        assertThat(Exponential.of(0)).isZero();
    }
}
