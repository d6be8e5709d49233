package io.tcplb.control;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class DifferenceTest {
    @Test
    void aFewChangesAreToldInFull() {
        assertThat(Difference.summary(List.of())).isEqualTo("nothing changed");
        assertThat(Difference.summary(List.of("one"))).isEqualTo("one");
        assertThat(Difference.summary(changes(50))).startsWith("change 1; ").endsWith("; change 50");
    }

    @Test
    void ofThousandsTheFirstAreToldAndHowManyMoreThereAre() {
        assertThat(Difference.summary(changes(51))).endsWith("; change 50; and 1 more");
        assertThat(Difference.summary(changes(10_000)))
                .startsWith("change 1; change 2; ")
                .endsWith("; change 50; and 9950 more")
                .hasSizeLessThan(1_000);
    }

    private static List<String> changes(int count) {
        return IntStream.rangeClosed(1, count).mapToObj(i -> "change " + i).toList();
    }
}
