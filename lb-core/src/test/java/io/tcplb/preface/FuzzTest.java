package io.tcplb.preface;

import static org.assertj.core.api.Assertions.assertThat;

import io.tcplb.testkit.Fuzzer;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Seconds in every build, many minutes in a soak. */
@Timeout(value = 2, unit = TimeUnit.HOURS)
class FuzzTest {
    private static final Duration TIME = Fuzzer.time(Duration.ofSeconds(12), Duration.ofMinutes(20));
    private static final List<String> INSTRUMENTED = List.of("io.tcplb.**");

    @Test
    void proxyHeader() throws Exception {
        assertThorough(
                Fuzzer.run(ProxyHeaderFuzz.class, Corpus.directory("proxy"), TIME, INSTRUMENTED, "-max_len=600"));
    }

    @Test
    void clientHello() throws Exception {
        assertThorough(
                Fuzzer.run(ClientHelloFuzz.class, Corpus.directory("hello"), TIME, INSTRUMENTED, "-max_len=1200"));
    }

    /** A fuzzer that cannot see branches, or is not run at all, would find nothing too. */
    private static void assertThorough(Fuzzer.Outcome outcome) throws IOException {
        assertThat(outcome.inputs()).isGreaterThan(1000);
        assertThat(outcome.edgesCovered()).isGreaterThan(100);
    }
}
