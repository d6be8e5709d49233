package io.tcplb.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.tcplb.it.kit.Await;
import io.tcplb.it.kit.Child;
import io.tcplb.it.kit.Command;
import io.tcplb.it.kit.FreePorts;
import io.tcplb.it.kit.LbProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code bin/lb} where there is no checkout, only the launcher and the jar. */
class LauncherIT {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir
    private Path scratch;

    private Path home;

    @BeforeEach
    void install() throws IOException {
        home = Files.createDirectories(scratch.resolve("a place with spaces"));
        Path bin = Files.createDirectories(home.resolve("bin"));
        Path root = Path.of(System.getProperty("lb.root", ".."));
        for (String file : List.of("lb", "toolchain.sh")) {
            Files.copy(root.resolve("bin").resolve(file), bin.resolve(file));
        }
        assertThat(bin.resolve("lb").toFile().setExecutable(true)).isTrue();
        Path target = Files.createDirectories(home.resolve("lb-server/target"));
        Files.copy(Path.of(LbProcess.jar()), target.resolve("lb.jar"));
    }

    @Test
    void startsThroughALinkFromAnywhereAndSaysOnlyWhatWasAsked() throws IOException {
        Path link = Files.createSymbolicLink(scratch.resolve("lb"), home.resolve("bin/lb"));

        Command first = Command.run(PATIENCE, link.toString(), "--version");
        assertThat(first.stderr()).isEmpty();
        assertThat(first.stdout()).startsWith("lb ");
        assertThat(first.status()).isZero();
        assertThat(archives()).hasSize(1);
        assertThat(Files.size(archives().get(0))).isPositive();

        Command second = Command.run(PATIENCE, link.toString(), "--version");
        assertThat(second).isEqualTo(first);
    }

    @Test
    void anArchiveOfAnotherJarIsPassedOverInSilence() throws IOException {
        Command.run(PATIENCE, home.resolve("bin/lb").toString(), "--version");
        Path archive = archives().get(0);
        assertThat(archive.toFile().setWritable(true)).isTrue();
        Files.writeString(archive, "not an archive");

        Command after = Command.run(PATIENCE, home.resolve("bin/lb").toString(), "--version");
        assertThat(after.stderr()).isEmpty();
        assertThat(after.stdout()).startsWith("lb ");
    }

    @Test
    void twoCallersAtOnceBothStart() {
        String lb = home.resolve("bin/lb").toString();
        try (Child one = Child.start("one", scratch, Map.of(), List.of(lb, "--version"));
                Child other = Child.start("other", scratch, Map.of(), List.of(lb, "--version"))) {
            assertThat(one.waitForExit(PATIENCE)).isZero();
            assertThat(other.waitForExit(PATIENCE)).isZero();
            assertThat(one.stdout()).isEqualTo(other.stdout()).startsWith("lb ");
        }
    }

    @Test
    void signalsReachTheBalancerItself() throws IOException {
        int port = FreePorts.next();
        Files.createDirectories(scratch.resolve("conf"));
        Files.writeString(scratch.resolve("conf/lb.conf"), """
                listeners { web { bind = "127.0.0.1:%d", pool = web } }
                pools { web { backends = [ { id = a, address = "127.0.0.1:%d" } ], health-check { type = none } } }
                metrics { bind = "127.0.0.1:%d" }
                admin { bind = off }
                """.formatted(port, FreePorts.next(), FreePorts.next()));

        // No -c: the configuration is the one in the current directory.
        try (Child lb = Child.start(
                "lb", scratch, Map.of(), List.of(home.resolve("bin/lb").toString(), "run", "--pid-file", "lb.pid"))) {
            Path pidFile = scratch.resolve("lb.pid");
            Await.until(
                    "the pid file is there",
                    PATIENCE,
                    () -> !read(pidFile).isBlank() || !lb.isAlive(),
                    () -> lb.tail(30));
            assertThat(read(pidFile)).as(lb.tail(30)).isEqualToIgnoringWhitespace(Long.toString(lb.pid()));
            assertThat(lb.stdout()).contains("ready").contains("web=127.0.0.1:" + port);
            assertThat(maps(lb)).as("what is mapped").contains("/lb-server/target/lb-native/libnetty_");
            lb.signal("TERM");
            assertThat(lb.waitForExit(PATIENCE)).isZero();
        }
    }

    private List<Path> archives() throws IOException {
        try (var files = Files.list(home.resolve("lb-server/target"))) {
            return files.filter(file -> file.toString().endsWith(".jsa")).toList();
        }
    }

    /** Native libraries come from beside the jar, from the second start on; taking them out of it takes time. */
    private static String maps(Child lb) throws IOException {
        return Files.readString(Path.of("/proc", Long.toString(lb.pid()), "maps"));
    }

    private static String read(Path file) {
        try {
            return Files.exists(file) ? Files.readString(file) : "";
        } catch (IOException e) {
            return "";
        }
    }
}
