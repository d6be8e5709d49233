package io.tcplb.it.kit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;

/**
 * The figures that tests measure, one file for each, from which {@code bin/scorecard} makes the table of
 * {@code docs/reliability.md}. A test that records one carries {@code @Tag("scorecard")}.
 */
public final class Scorecard {
    private static final Path DIRECTORY = Path.of(System.getProperty("lb.scorecard", "target/scorecard"));

    private Scorecard() {}

    /**
     * Records one row, over that of an earlier run, and fails the test unless it is right.
     *
     * <p>Called on the thread of the test, which gives the row its name.
     *
     * @param id sorts the table, such as {@code 3} or {@code 8b}
     * @param what with {@code id} it identifies the row: a test of both data paths names the path here
     * @param target what must be measured
     * @param ok whether it was
     */
    public static void row(String id, String what, String target, String measured, boolean ok) {
        row(DIRECTORY, List.of(id, what, target, measured, ok ? "OK" : "FAILED"));
        check(what, target, measured, ok);
    }

    static void row(Path directory, List<String> cells) {
        String row = Stream.concat(cells.stream(), Stream.of(test()))
                .map(cell -> cell.replaceAll("\\s+", " ").replace("|", "\\|").strip())
                .collect(Collectors.joining("\t", "", "\n"));
        try {
            Files.createDirectories(directory);
            Files.writeString(directory.resolve(fileName(cells.get(0) + " " + cells.get(1))), row);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static void check(String what, String target, String measured, boolean ok) {
        if (!ok) {
            throw new AssertionError(what + ": " + measured + " (expected " + target + ")");
        }
    }

    private static String fileName(String key) {
        String words = key.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-");
        return words.substring(0, Math.min(words.length(), 80)) + "-" + Integer.toHexString(key.hashCode()) + ".tsv";
    }

    private static String test() {
        return StackWalker.getInstance(StackWalker.Option.RETAIN_CLASS_REFERENCE)
                .walk(frames ->
                        frames.map(Scorecard::testOf).flatMap(Optional::stream).findFirst())
                .orElseThrow(() -> new IllegalStateException("not called from a test"));
    }

    private static Optional<String> testOf(StackWalker.StackFrame frame) {
        return Stream.of(frame.getDeclaringClass().getDeclaredMethods())
                .filter(method -> method.getName().equals(frame.getMethodName()) && isTest(method))
                .map(method -> method.getDeclaringClass().getSimpleName() + "." + method.getName())
                .findFirst();
    }

    private static boolean isTest(Method method) {
        return List.of(Test.class, ParameterizedTest.class).stream().anyMatch(method::isAnnotationPresent);
    }
}
