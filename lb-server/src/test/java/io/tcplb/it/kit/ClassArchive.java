package io.tcplb.it.kit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * lb's classes as the JVM maps them, made once for all tests of this JVM: the suite starts lb about a hundred times,
 * and this saves a third of the processor time of each start.
 */
final class ClassArchive {
    private static final Duration WITHIN = Duration.ofMinutes(1);
    private static final Path FILE = make();

    private ClassArchive() {}

    /** Returns the option that makes a JVM use it; one that finds it missing or unfit starts without. */
    static String option() {
        return "-XX:SharedArchiveFile=" + FILE;
    }

    private static Path make() {
        try {
            Path directory = Files.createTempDirectory("lb-it-classes");
            Runtime.getRuntime().addShutdownHook(new Thread(() -> Lab.delete(directory), "class-archive"));
            Path archive = directory.resolve("lb.jsa");
            Path configuration = Files.writeString(
                    directory.resolve("lb.conf"),
                    Conf.listener("x")
                            + Conf.pool("x", List.of(Conf.backend("a", "127.0.0.1:1")))
                            + "metrics.bind = \"127.0.0.1:0\"\nadmin.bind = \"127.0.0.1:0\"\n");
            List<String> command = new ArrayList<>(List.of(LbProcess.java(), "-XX:ArchiveClassesAtExit=" + archive));
            command.addAll(LbProcess.flags());
            command.addAll(List.of("run", "-c", configuration.toString()));
            try (Child training = Child.start("training", directory, Map.of(), command)) {
                Await.until(
                        "lb is ready",
                        WITHIN,
                        () -> ReadyLine.find(training.stdout()).isPresent(),
                        () -> training.tail(20));
                training.signal("TERM");
                training.waitForExit(WITHIN);
            }
            return archive;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
