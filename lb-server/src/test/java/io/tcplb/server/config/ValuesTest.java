package io.tcplb.server.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.tcplb.spec.Quorum;
import io.tcplb.spec.Share;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** What is accepted; what is not is in {@code bad-input.txt}. */
class ValuesTest {
    @Test
    void durationsHaveUnits() {
        assertThat(Values.duration("500ms")).isEqualTo(Duration.ofMillis(500));
        assertThat(Values.duration("1.5 s")).isEqualTo(Duration.ofMillis(1500));
        assertThat(Values.duration("5m")).isEqualTo(Duration.ofMinutes(5));
        assertThat(Values.duration("1h")).isEqualTo(Duration.ofHours(1));
        assertThat(Values.duration("2 days")).isEqualTo(Duration.ofDays(2));
        assertThat(Values.duration("0")).isZero();
        assertThat(Values.duration("365d")).isEqualTo(Values.LONGEST);
    }

    @Test
    void sizesAreBytesUnlessTheySayOtherwise() {
        assertThat(Values.size("64KiB")).isEqualTo(64 << 10);
        assertThat(Values.size("64kB")).isEqualTo(64_000);
        assertThat(Values.size("1.5M")).isEqualTo(3 << 19);
        assertThat(Values.size("100")).isEqualTo(100);
        assertThat(Values.size("1GiB")).isEqualTo(1 << 30);
    }

    @Test
    void numbersAreWhole() {
        assertThat(Values.integer("-3")).isEqualTo(-3);
        assertThat(Values.integer("1e3")).isEqualTo(1000);
        assertThat(Values.integer("2147483647")).isEqualTo(Integer.MAX_VALUE);
    }

    @Test
    void sharesAndCountsMakeAQuorum() {
        assertThat(Values.share("12.5%")).isEqualTo(new Share(12.5));
        assertThat(Values.quorum("2")).isEqualTo(Quorum.of(2));
        assertThat(Values.quorum("50%")).isEqualTo(Quorum.of(new Share(50)));
    }
}
