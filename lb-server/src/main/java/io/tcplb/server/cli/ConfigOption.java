package io.tcplb.server.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** {@code -c}, and where the configuration is looked for without it. */
final class ConfigOption {
    private static final Path USUAL = Path.of("conf", "lb.conf");

    @Option(
            names = {"-c", "--config"},
            paramLabel = "FILE",
            description = "Configuration; default: conf/lb.conf here, else the one that came with lb.")
    private @Nullable Path file;

    /** Returns the file that was named, else the first of the usual ones that exists, else the usual name. */
    Path path() {
        return path(file);
    }

    static Path path(@Nullable Path named) {
        return named != null ? named : usual(System.getProperty("lb.home", ""));
    }

    static Path usual(String home) {
        List<Path> places =
                home.isEmpty() ? List.of(USUAL) : List.of(USUAL, Path.of(home).resolve(USUAL));
        return places.stream().filter(Files::exists).findFirst().orElse(USUAL);
    }
}
