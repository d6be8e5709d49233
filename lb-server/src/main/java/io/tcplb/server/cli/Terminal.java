package io.tcplb.server.cli;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The terminal that a person sits at, if one does. By {@code stty}: the JDK has no such thing. */
final class Terminal {
    private static final File TTY = new File("/dev/tty");

    private Terminal() {}

    /** Returns whether both input and output are one. */
    @SuppressWarnings("SystemConsoleNull") // from JDK 22 on there is one always: then files get colours too
    static boolean isThere() {
        return System.console() != null;
    }

    /** Makes keys arrive as they are pressed, unseen; returns what undoes that, {@code null} when it cannot be done. */
    static @Nullable String rawKeys() {
        String before = stty("-g");
        return before == null || stty("-icanon", "-echo", "min", "0", "time", "0") == null ? null : before;
    }

    static void restore(String settings) {
        stty(settings);
    }

    /** Returns how many lines it shows now; {@code otherwise} when it does not say. */
    static int rows(int otherwise) {
        String size = stty("size");
        if (size == null || !size.matches("[0-9]{1,5} [0-9]{1,5}")) {
            return otherwise;
        }
        int rows = Integer.parseInt(size.substring(0, size.indexOf(' ')));
        return rows == 0 ? otherwise : rows;
    }

    private static @Nullable String stty(String... arguments) {
        List<String> command = new ArrayList<>(List.of("stty"));
        command.addAll(List.of(arguments));
        try {
            Process process = new ProcessBuilder(command)
                    .redirectInput(TTY)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            try (InputStream said = process.getInputStream()) {
                String text = new String(said.readAllBytes(), StandardCharsets.US_ASCII).strip();
                return process.waitFor(2, TimeUnit.SECONDS) && process.exitValue() == 0 ? text : null;
            }
        } catch (IOException e) {
            return null;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return null;
        }
    }
}
