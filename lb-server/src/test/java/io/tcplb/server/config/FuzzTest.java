package io.tcplb.server.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.tcplb.testkit.Fuzzer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Seconds in every build, many minutes in a soak. */
@Timeout(value = 2, unit = TimeUnit.HOURS)
class FuzzTest {
    private static final Duration TIME = Fuzzer.time(Duration.ofSeconds(15), Duration.ofMinutes(20));

    /** HOCON's own classes are not rewritten: they are many, and not ours. */
    private static final List<String> INSTRUMENTED = List.of("io.tcplb.server.config.**", "io.tcplb.spec.**");

    @TempDir
    private Path seeds;

    @Test
    void configuration() throws Exception {
        Path conf = MutationTest.exampleFile().resolveSibling("scenarios");
        for (Path file : List.of(conf.resolveSibling("lb.conf"), conf.resolve("hang.lb.conf"))) {
            String text = Files.readString(file).replaceAll("(?m)^ *#.*\\R|^ *\\R| +#.*$", "");
            Files.writeString(seeds.resolve(file.getFileName()), text);
        }
        for (String slot : List.of("listener", "backend", "pool", "root")) {
            Files.writeString(seeds.resolve(slot), ConfigText.with(slot, FRAGMENTS));
        }
        Fuzzer.Outcome outcome = Fuzzer.run(ConfigFuzz.class, seeds, TIME, INSTRUMENTED, "-max_len=4096");
        assertThat(outcome.inputs()).isGreaterThan(300);
        assertThat(outcome.edgesCovered()).isGreaterThan(500);
    }

    /** One of each kind of thing that a configuration can say, right where it stands or not. */
    private static final String FRAGMENTS = """
            routes = [ { sni = ["*.example.com"], alpn = [h2], pool = web } ]
            allow = ["10.0.0.0/8", "2001:db8::/32"], proxy-protocol { accept = required, trusted = ["::1/128"] }
            timeout = 5s, max-header = 4KiB, jitter = 10%, weight = -1, include "lb.conf"
            a = ${?b} ${a.b}, x += "\\u0041", y = \"""z\""", c = null
            """;
}
