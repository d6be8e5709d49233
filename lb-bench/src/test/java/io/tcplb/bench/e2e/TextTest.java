package io.tcplb.bench.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TextTest {
    @Test
    void breaksBetweenWords() {
        assertThat(Text.wrap("CPU of the proxy", 10)).containsExactly("CPU of the", "proxy");
        assertThat(Text.wrap("CPU of the proxy", 9)).containsExactly("CPU of", "the proxy");
    }

    @Test
    void keepsALongWordWhole() {
        assertThat(Text.wrap("a splice-auto b", 5)).containsExactly("a", "splice-auto", "b");
    }
}
