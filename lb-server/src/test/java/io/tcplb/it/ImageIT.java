package io.tcplb.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.tcplb.it.kit.Await;
import io.tcplb.it.kit.Child;
import io.tcplb.it.kit.Command;
import io.tcplb.it.kit.Dockerfile;
import io.tcplb.it.kit.FreePorts;
import io.tcplb.it.kit.ImageBuild;
import io.tcplb.it.kit.Lab;
import io.tcplb.it.kit.ReadyLine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The Dockerfile's very steps, and what they make, as a container without rights whose files are all read-only. */
class ImageIT {
    /** The whole build, on two busy cores. */
    private static final Duration BUILT = Duration.ofMinutes(4);

    private static final Duration SOON = Duration.ofSeconds(20);
    private static final Path ROOT =
            Path.of(System.getProperty("lb.root", "..")).toAbsolutePath().normalize();

    @RegisterExtension
    final Lab lab = new Lab();

    @Test
    void theImageBuildsAndRunsWithoutRightsOnReadOnlyFiles() throws IOException {
        assumeTrue(ImageBuild.isPossible(), "mounting an overlay needs root");
        Map<String, String> environment = Map.of("LB_METRICS_PORT", Integer.toString(FreePorts.next()));
        Child lb = lab.closing(new ImageBuild(ROOT, lab.directory("image"))
                .run(Map.of("/etc/lb", configuration(environment)), environment));
        long waited = Await.until(
                "the image is built, and ready",
                BUILT,
                () -> !lb.isAlive() || ReadyLine.find(lb.stdout()).isPresent(),
                () -> lb.tail(50));
        assertThat(lb.isAlive()).as(lb.tail(50)).isTrue();
        System.out.printf("image: built and ready after %d ms%n", waited / 1_000_000);

        itIsNobodyAndMayDoNothing(lb);
        itFindsItsNativeLibraryAndItsClassesWithoutATmp(lb);
        itsHealthCheckKnowsWhetherItIsAlive(lb, environment);
        lb.signal(dockerfile().finalStage().last("STOPSIGNAL").arguments().replace("SIG", ""));
        assertThat(lb.waitForExit(SOON)).as(lb.tail(30)).isZero();
    }

    private static void itIsNobodyAndMayDoNothing(Child lb) throws IOException {
        String status = Files.readString(Path.of("/proc/" + lb.pid() + "/status"));
        assertThat(status)
                .containsPattern("Uid:\\s10001\\s10001")
                .containsPattern("CapEff:\\s0+\\n")
                .containsPattern("CapBnd:\\s0+\\n")
                .containsPattern("NoNewPrivs:\\s1");
        for (String directory : List.of("/tmp", "/opt/lb", "/var/log")) {
            Command touch = inside(lb, Map.of(), List.of("touch", directory + "/x"));
            assertThat(touch.stderr()).contains("Read-only file system");
        }
    }

    private static void itFindsItsNativeLibraryAndItsClassesWithoutATmp(Child lb) throws IOException {
        assertThat(Files.readString(Path.of("/proc/" + lb.pid() + "/maps")))
                .contains("/opt/lb/lib/libnetty_transport_native_epoll")
                .containsPattern("/opt/lb/lb-server/target/lb-[0-9.]+\\.jsa");
        assertThat(inside(lb, Map.of(), List.of("/opt/lb/bin/lb", "--version")).stdout())
                .contains("epoll");
    }

    private static void itsHealthCheckKnowsWhetherItIsAlive(Child lb, Map<String, String> environment)
            throws IOException {
        List<String> check =
                dockerfile().finalStage().last("HEALTHCHECK").command().words();
        assertThat(inside(lb, environment, check)).isEqualTo(new Command(0, "", ""));
        Map<String, String> nobody = Map.of("LB_METRICS_PORT", Integer.toString(FreePorts.next()));
        assertThat(inside(lb, nobody, check).status()).isEqualTo(1);
    }

    private static Command inside(Child lb, Map<String, String> environment, List<String> command) {
        return ImageBuild.exec(SOON, lb.pid(), environment, command);
    }

    private static Dockerfile dockerfile() throws IOException {
        return Dockerfile.read(ROOT.resolve("Dockerfile"));
    }

    private Path configuration(Map<String, String> environment) throws IOException {
        Path directory = lab.directory("etc");
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
        Files.writeString(
                directory.resolve("lb.conf"), """
                listeners { web { bind = "127.0.0.1:0", pool = web } }
                pools { web { backends = [ { id = a, address = "127.0.0.1:%d" } ] } }
                metrics { bind = "127.0.0.1:%s" }
                admin { bind = off }
                """.formatted(FreePorts.next(), environment.get("LB_METRICS_PORT")));
        return directory;
    }
}
