package io.tcplb.server.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tcplb.spec.Algorithm;
import io.tcplb.spec.BackendSpec;
import io.tcplb.spec.BindAddress;
import io.tcplb.spec.ListenerSpec;
import io.tcplb.spec.PoolSpec;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigFileTest {
    private static final Map<String, String> NO_ENVIRONMENT = Map.of();

    @TempDir
    private Path directory;

    @Test
    void theExampleIsValid() throws Exception {
        ServerConfig config = ConfigFile.load(MutationTest.exampleFile(), NO_ENVIRONMENT);

        ListenerSpec web = config.lb().listeners().get(0);
        assertThat(web.bind()).containsExactly(new BindAddress.Inet("0.0.0.0", 8080));
        assertThat(web.maxConnections()).isEqualTo(10_000);
        assertThat(web.idleTimeout()).isEqualTo(Duration.ofHours(1));
        PoolSpec pool = config.lb().pools().get(0);
        assertThat(pool.algorithm()).isEqualTo(Algorithm.ROUND_ROBIN);
        assertThat(pool.backends()).extracting(BackendSpec::id).containsExactly("a", "b", "c");
        assertThat(config.metrics().bind()).isEqualTo(new BindAddress.Inet("127.0.0.1", 9901));
        assertThat(config.accessLog().isStdout()).isTrue();
    }

    @Test
    void theEnvironmentOverridesTheExample() throws Exception {
        ServerConfig config = ConfigFile.load(MutationTest.exampleFile(), Map.of("LB_BIND", "[::1]:81"));

        assertThat(config.lb().listeners().get(0).bind()).containsExactly(new BindAddress.Inet("::1", 81));
    }

    @Test
    void keepsTheOrderOfTheFile() throws Exception {
        ServerConfig config = ConfigText.load(directory, """
                pools { z { backends = [{ id = b, address = "b:1" }
                                        { id = a, address = "a:1" }] } }
                listeners {
                  second { bind = "127.0.0.1:1", pool = z }
                  first { bind = ["127.0.0.1:2", "unix:/run/lb.sock", "127.0.0.1:0", "127.0.0.1:0"], pool = z }
                }
                """, NO_ENVIRONMENT);

        assertThat(config.lb().listeners()).extracting(ListenerSpec::name).containsExactly("second", "first");
        assertThat(config.lb().listeners().get(1).bind()).hasSize(4);
        assertThat(config.lb().pools().get(0).backends())
                .extracting(BackendSpec::id)
                .containsExactly("b", "a");
    }

    @Test
    void aPoolMayBorrowFromAnother() throws Exception {
        ServerConfig config = ConfigText.load(
                directory,
                ConfigText.with("pool", "health-check { fall = 7 }")
                        + "pools.api = ${pools.web} { backends = [{ id = x, address = \"x:1\" }], health-check.rise = 4 }",
                NO_ENVIRONMENT);

        PoolSpec api = config.lb().pools().get(1);
        assertThat(api.name()).isEqualTo("api");
        assertThat(api.health().fall()).isEqualTo(7);
        assertThat(api.health().rise()).isEqualTo(4);
        assertThat(api.backends()).hasSize(1);
    }

    @Test
    void includesAreRelativeAndProblemsPointIntoThem() throws IOException {
        Files.createDirectories(directory.resolve("pools"));
        ConfigText.write(
                directory, "pools/web.conf", "\npools { web {\n  slow-start = soon\n  include \"more.conf\"\n} }\n");
        ConfigText.write(directory, "pools/more.conf", "# more\nconnect { attempts = ${LB_ATTEMPTS} }\n");

        assertThat(ConfigText.check(
                        directory,
                        ConfigText.with("root", "include \"pools/web\"\ninclude file(\"pools/none.conf\")"),
                        NO_ENVIRONMENT))
                .containsExactly("lb.conf:9: include pools/none.conf: no such file (expected a configuration file)");
        assertThat(ConfigText.check(
                        directory, ConfigText.with("root", "include \"pools/web\""), Map.of("LB_ATTEMPTS", "0")))
                .containsExactly(
                        "pools/web.conf:3: pools.web.slow-start: soon (expected a duration, such as 2s or 500ms)",
                        "pools/more.conf:2: pools.web.connect.attempts: 0 (expected >= 1)");
    }

    @Test
    void aBrokenIncludeIsAProblemOfItsOwnFile() throws IOException {
        ConfigText.write(directory, "broken.conf", "a = 1\nb = [1,\n");
        Files.write(directory.resolve("latin.conf"), new byte[] {'a', '=', '1', '\n', 'b', '=', (byte) 0xe9});

        assertThat(ConfigText.check(directory, ConfigText.with("root", "include \"broken.conf\""), NO_ENVIRONMENT))
                .singleElement()
                .asString()
                .startsWith("broken.conf:3: ");
        assertThat(ConfigText.check(directory, ConfigText.with("root", "include \"latin.conf\""), NO_ENVIRONMENT))
                .containsExactly("latin.conf:2: byte 0xe9 (expected UTF-8 text)");
    }

    @Test
    void includesThatMultiplyAreStopped() throws IOException {
        for (int i = 0; i < 12; i++) {
            String next = "include \"" + (i + 1) + ".conf\"\n";
            ConfigText.write(directory, i + ".conf", i == 11 ? "" : next.repeat(3));
        }

        assertThat(ConfigText.check(directory, ConfigText.with("root", "include \"0.conf\""), NO_ENVIRONMENT))
                .isNotEmpty()
                .allMatch(line -> line.endsWith("(expected at most 1000 includes)"));
    }

    @Test
    void whatIsNoReadableFileIsAProblemInLineOne() throws IOException {
        assertThat(ConfigText.lines(directory, Check.of(directory.resolve("none"), NO_ENVIRONMENT)))
                .containsExactly("none:1: no such file (expected a configuration file)");
        assertThat(Check.of(directory, NO_ENVIRONMENT).lines())
                .containsExactly(directory + ":1: is a directory (expected a configuration file)");
        assertThat(Check.of(Path.of("/dev/zero"), NO_ENVIRONMENT).lines())
                .containsExactly("/dev/zero:1: is not a regular file (expected a configuration file)");
        Path large = directory.resolve("large");
        Files.write(large, new byte[SourceText.MAX_BYTES + 1]);
        assertThat(ConfigText.lines(directory, Check.of(large, NO_ENVIRONMENT)))
                .containsExactly("large:1: is larger than 16MiB (expected a file of at most 16MiB)");
    }

    @Test
    void checkAnswersWithAStatus() throws IOException {
        Path good = ConfigText.write(directory, "good", ConfigText.with("root", ""));
        assertThat(Check.of(good, NO_ENVIRONMENT).status()).isZero();
        assertThat(Check.of(directory.resolve("none"), NO_ENVIRONMENT).status()).isEqualTo(2);
    }

    @Test
    void aFileThatCannotBeDecodedNamesTheLine() throws IOException {
        Files.write(directory.resolve("bad"), new byte[] {'#', '\n', '#', '\n', (byte) 0xff});
        Files.write(directory.resolve("cut"), new byte[] {'#', '\n', '#', (byte) 0xc3});

        assertThat(ConfigText.lines(directory, Check.of(directory.resolve("bad"), NO_ENVIRONMENT)))
                .containsExactly("bad:3: byte 0xff (expected UTF-8 text)");
        assertThat(ConfigText.lines(directory, Check.of(directory.resolve("cut"), NO_ENVIRONMENT)))
                .containsExactly("cut:2: byte 0xc3 (expected UTF-8 text)");
    }

    @Test
    void nestingHasAnEnd() throws IOException {
        for (String bomb : List.of("[", "{a=", "a.", "a{", "a=${?b}[")) {
            assertThat(ConfigText.check(directory, "zone = " + bomb.repeat(200_000), NO_ENVIRONMENT))
                    .as(bomb)
                    .isNotEmpty()
                    .allMatch(line -> line.startsWith("lb.conf:1: "));
        }
    }

    @Test
    void aProblemIsOneLineWhateverTheFileHolds() throws IOException {
        assertThat(ConfigText.check(
                        directory,
                        ConfigText.with("root", "zone = {}\n\"a\\u001b[31m\\nb\\u202e\" = \"\"\"x\ny\"\"\""),
                        NO_ENVIRONMENT))
                .hasSize(2)
                .noneMatch(line -> line.chars().anyMatch(c -> c < ' ' || c == 0x202e));
    }

    @Test
    void tenThousandBackendsAreReadInASecondOrTwo() throws Exception {
        String backends = IntStream.range(0, 10_000)
                .mapToObj(i -> "{ id = b" + i + ", address = \"10.0." + i / 250 + "." + i % 250 + ":80\" }")
                .collect(Collectors.joining("\n"));
        Path file = ConfigText.write(
                directory,
                "large.conf",
                "listeners { web { bind = \"127.0.0.1:1\", pool = web } }\npools { web { backends = [\n" + backends
                        + "\n] } }");
        ThreadMXBean clock = ManagementFactory.getThreadMXBean();
        long start = clock.getCurrentThreadCpuTime();

        assertThat(ConfigFile.load(file, NO_ENVIRONMENT).lb().pools().get(0).backends())
                .hasSize(10_000);

        // Processor time, so that a busy machine does not count; the bound leaves room for a JVM that is still cold.
        assertThat(Duration.ofNanos(clock.getCurrentThreadCpuTime() - start)).isLessThan(Duration.ofSeconds(5));
    }

    @Test
    void theProcessEnvironmentIsTheDefault() throws IOException {
        Path file = ConfigText.write(directory, "env.conf", ConfigText.with("root", "zone = ${?PATH}"));

        assertThatCode(() -> ConfigFile.load(file)).doesNotThrowAnyException();
    }

    @Test
    void theExceptionListsEveryProblem() throws IOException {
        Path file = ConfigText.write(directory, "two.conf", "zone = []\nlisteners = 5\n");

        assertThatThrownBy(() -> ConfigFile.load(file))
                .isInstanceOf(InvalidConfigException.class)
                .hasMessageContaining("two.conf:1: zone")
                .hasMessageContaining("two.conf:2: listeners");
    }
}
