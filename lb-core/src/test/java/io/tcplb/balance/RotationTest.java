package io.tcplb.balance;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class RotationTest {
    @Test
    void balancersDoNotStartTogether() {
        assertThat(LongStream.range(0, 100)
                        .mapToObj(seed -> new Rotation(seed).next(10))
                        .distinct())
                .hasSizeGreaterThan(5);
    }

    @Test
    void everyPlaceHasItsTurn() {
        Rotation rotation = new Rotation(1);
        assertThat(LongStream.range(0, 10).mapToObj(n -> rotation.next(10)))
                .containsExactlyInAnyOrder(0, 1, 2, 3, 4, 5, 6, 7, 8, 9);
    }

    @Test
    void aPoolThatHasShrunkGoesOn() {
        Rotation rotation = new Rotation(1);
        rotation.next(10);
        assertThat(LongStream.range(0, 4).mapToObj(n -> rotation.next(2))).contains(0, 1);
        assertThat(rotation.next(1)).isZero();
    }
}
