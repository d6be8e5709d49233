package io.tcplb.server.config;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Any bytes as a configuration file: a configuration or a list of problems, each on a line of its own. */
public final class ConfigFuzz {
    private static final Path FILE = file();

    private ConfigFuzz() {}

    public static void fuzzerTestOneInput(byte[] input) throws IOException {
        Files.write(FILE, input);
        try {
            ConfigFile.load(FILE, Map.of());
        } catch (InvalidConfigException e) {
            check(e.problems());
        }
    }

    private static void check(List<Problem> problems) {
        if (problems.isEmpty()) {
            throw new AssertionError("invalid, but why?");
        }
        for (Problem problem : problems) {
            String line = problem.toString();
            for (int i = 0; i < line.length(); i++) {
                if (Character.isISOControl(line.charAt(i))) {
                    throw new AssertionError("a problem that breaks its line: " + line);
                }
            }
        }
    }

    private static Path file() {
        try {
            Path file = Files.createTempDirectory("lb-fuzz").resolve("lb.conf");
            file.toFile().deleteOnExit();
            file.getParent().toFile().deleteOnExit();
            return file;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
