package io.tcplb.bench.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class OptionsTest {
    @Test
    void takesPartInEverythingByDefault() {
        Options options = parse();
        assertThat(options.includes(named("connections"))).isTrue();
        assertThat(options.includes(new Direct())).isTrue();
        assertThat(options.includes(Nginx.defaults())).isTrue();
    }

    @Test
    void narrowsScenariosAndParties() {
        Options options = parse("--only", "requests-50,bulk", "--parties", "direct,haproxy", "--rounds", "7");
        assertThat(options.rounds()).isEqualTo(7);
        assertThat(options.includes(named("requests-50"))).isTrue();
        assertThat(options.includes(named("requests-1"))).isFalse();
        assertThat(options.includes(new Direct())).isTrue();
        assertThat(options.includes(HaProxy.defaults())).isTrue();
        assertThat(options.includes(HaProxy.splicing())).isFalse();
        assertThat(options.includes(Nginx.defaults())).isFalse();
    }

    @Test
    void refusesWhatItDoesNotKnow() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> parse("--fast"))
                .withMessageStartingWith("--fast: unknown");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> parse("--only", "bulk,bulky"))
                .withMessageStartingWith("--only: bulky: unknown");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> parse("--parties", "envoy"))
                .withMessageStartingWith("--parties: envoy: unknown");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> parse("--rounds"))
                .withMessageStartingWith("--rounds: value missing");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> parse("--seconds", "0"))
                .withMessageStartingWith("--seconds: 0 (expected: 1 to 9999)");
    }

    @Test
    void tunedPeersAreColumnsOfTheirOwn() {
        Options options = parse("--parties", "haproxy-tuned,nginx-tuned");
        assertThat(options.includes(HaProxy.buffersOf(65_536))).isTrue();
        assertThat(options.includes(Nginx.tuned())).isTrue();
        assertThat(options.includes(HaProxy.defaults())).isFalse();
    }

    private static Scenario named(String name) {
        return new Steady(name, List.of(), WrkLoad.newConnections(1), Cost.perConnection());
    }

    private static Options parse(String... args) {
        return Options.parse(List.of(args), Path.of("/project"));
    }
}
