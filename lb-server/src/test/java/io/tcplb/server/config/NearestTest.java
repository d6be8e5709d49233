package io.tcplb.server.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class NearestTest {
    private static final List<String> KEYS = List.of("bind", "pool", "idle-timeout", "user-timeout");

    @Test
    void countsEdits() {
        assertThat(Nearest.distance("", "abc")).isEqualTo(3);
        assertThat(Nearest.distance("abc", "abc")).isZero();
        assertThat(Nearest.distance("abc", "acb")).isEqualTo(1);
        assertThat(Nearest.distance("kitten", "sitting")).isEqualTo(3);
        assertThat(Nearest.distance("ab", "ba")).isEqualTo(1);
    }

    @Test
    void findsWhatWasMeant() {
        assertThat(Nearest.to("idel-timeout", KEYS)).isEqualTo("idle-timeout");
        assertThat(Nearest.to("idle-timeou", KEYS)).isEqualTo("idle-timeout");
        assertThat(Nearest.to("bnid", KEYS)).isEqualTo("bind");
    }

    @Test
    void doesNotGuessWildly() {
        assertThat(Nearest.to("weight", KEYS)).isNull();
        assertThat(Nearest.to("", KEYS)).isNull();
        assertThat(Nearest.to("x".repeat(100_000), KEYS)).isNull();
    }
}
