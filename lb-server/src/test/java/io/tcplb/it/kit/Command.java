package io.tcplb.it.kit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * A program that was run to its end.
 *
 * @param status its exit status
 */
public record Command(int status, String stdout, String stderr) {
    /** Runs {@code command} with nothing on its input. */
    public static Command run(Duration atMost, String... command) {
        return run(atMost, Map.of(), command);
    }

    /** Runs {@code command} with nothing on its input and {@code environment} added to this process's own. */
    public static Command run(Duration atMost, Map<String, String> environment, String... command) {
        try {
            Path directory = Files.createTempDirectory("lb-it-command");
            try (Child child = Child.start("command", directory, environment, List.of(command))) {
                int status = child.waitForExit(atMost);
                return new Command(status, child.stdout(), child.stderr());
            } finally {
                Lab.delete(directory);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns this, if it has done what it was asked. */
    public Command orFail() {
        if (status != 0) {
            throw new IllegalStateException("exit status " + status + ": " + stdout + stderr);
        }
        return this;
    }

    /** Runs a shell script, for pipes. */
    public static Command shell(Duration atMost, String script) {
        return run(atMost, "bash", "-c", "set -o pipefail; " + script);
    }
}
