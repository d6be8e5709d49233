package io.tcplb.pool;

import static java.time.Duration.ofHours;
import static java.time.Duration.ofMillis;
import static java.time.Duration.ofMinutes;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetSocketAddress;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class WordsTest {
    private static String of(Duration duration) {
        return Words.duration(duration.toNanos());
    }

    @Test
    void saysDurationsAsPeopleDo() {
        assertThat(of(ofMillis(-5))).isEqualTo("0ms");
        assertThat(of(ofMillis(999))).isEqualTo("999ms");
        assertThat(of(ofMillis(20_900))).isEqualTo("20s");
        assertThat(of(ofSeconds(90))).isEqualTo("1m 30s");
        assertThat(of(ofMinutes(9))).isEqualTo("9m");
        assertThat(of(ofMinutes(125).plusSeconds(3))).isEqualTo("2h 5m");
        assertThat(of(ofHours(47))).isEqualTo("47h");
    }

    @Test
    void saysWhatIsLeftUnlessThereIsNoEnd() {
        assertThat(Words.remaining(Pool.NEVER, 5)).isEmpty();
        assertThat(Words.remaining(Long.MIN_VALUE + 4_999_999_999L, Long.MAX_VALUE))
                .as("a clock may wrap")
                .isEqualTo(" for 5s more");
    }

    @Test
    void writesAddressesAsTheConfigurationDoes() {
        assertThat(Words.address(new InetSocketAddress("::1", 80))).isEqualTo("[0:0:0:0:0:0:0:1]:80");
        assertThat(Words.address(InetSocketAddress.createUnresolved("db", 5432)))
                .isEqualTo("db:5432");
    }
}
