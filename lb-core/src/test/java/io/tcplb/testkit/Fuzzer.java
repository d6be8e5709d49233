package io.tcplb.testkit;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Runs Jazzer, a coverage-guided fuzzer, on one target, in a process of its own: it rewrites classes, and ends its process
 * with the first finding. A target is a class with {@code public static void fuzzerTestOneInput(byte[])} that throws when
 * a property does not hold.
 *
 * <p>What it learns stays in {@code target/fuzz}, from where the next run goes on; a finding is printed in full, and
 * belongs into the seeds.
 */
public final class Fuzzer {
    private static final String JAZZER = "com.code_intelligence.jazzer.Jazzer";
    private static final Pattern DONE = Pattern.compile("Done (\\d+) runs");
    private static final Pattern COVERED = Pattern.compile("cov: (\\d+)");
    private static final int SECONDS_AN_INPUT = 5;
    private static final Duration START_AND_END = Duration.ofMinutes(2);
    private static final int LAST_LINES = 60;

    /** Coverage is wanted; looking for injections is not, and makes a start take twice as long. */
    private static final String SANITIZERS = Stream.of(
                    "ClojureLangHooks",
                    "Deserialization",
                    "ExpressionLanguageInjection",
                    "LdapInjection",
                    "NamingContextLookup",
                    "OsCommandInjection",
                    "ReflectiveCall",
                    "RegexInjection",
                    "RegexRoadblocks",
                    "ScriptEngineInjection",
                    "ServerSideRequestForgery",
                    "SqlInjection",
                    "XPathInjection")
            .map(name -> "com.code_intelligence.jazzer.sanitizers." + name)
            .collect(Collectors.joining(File.pathSeparator));

    private Fuzzer() {}

    /** What a run without findings came to. */
    public record Outcome(long inputs, int edgesCovered) {}

    /** Returns {@code quick}, or {@code soak} when the suite is to take its time ({@code -Dsoak=true}). */
    public static Duration time(Duration quick, Duration soak) {
        return Boolean.getBoolean("soak") ? soak : quick;
    }

    /**
     * Fuzzes {@code target} for {@code time}, from the files in {@code seeds}.
     *
     * @param instrumented whose branches count, as patterns such as {@code io.tcplb.**}
     * @param options more options for Jazzer or libFuzzer
     * @throws AssertionError with the input, when a property does not hold, or an input takes more than five seconds
     */
    public static Outcome run(Class<?> target, Path seeds, Duration time, List<String> instrumented, String... options)
            throws IOException, InterruptedException {
        Path home = Path.of("target", "fuzz", target.getSimpleName()).toAbsolutePath();
        Path corpus = Files.createDirectories(home.resolve("corpus"));
        Path log = home.resolve("log");
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx512m",
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path"),
                JAZZER,
                "--target_class=" + target.getName(),
                "--instrumentation_includes=" + String.join(File.pathSeparator, instrumented),
                "--custom_hook_includes=" + target.getName(),
                "--disabled_hooks=" + SANITIZERS,
                "--reproducer_path=" + home,
                "-artifact_prefix=" + home + '/',
                "-max_total_time=" + time.toSeconds(),
                "-timeout=" + SECONDS_AN_INPUT,
                "-rss_limit_mb=0")); // the heap is bounded as it is
        command.addAll(Arrays.asList(options));
        command.add(corpus.toString());
        command.add(seeds.toAbsolutePath().toString());
        Process process = new ProcessBuilder(command)
                .directory(home.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        try {
            if (!process.waitFor(time.plus(START_AND_END).toMillis(), TimeUnit.MILLISECONDS)) {
                throw new AssertionError("the fuzzer does not end:\n" + end(log));
            }
        } finally {
            process.destroyForcibly();
        }
        return outcome(process.exitValue(), log, home);
    }

    private static Outcome outcome(int status, Path log, Path home) throws IOException {
        if (status != 0) {
            throw new AssertionError("Jazzer has found an input, see " + home + ":\n" + end(log));
        }
        String text = Files.readString(log);
        Matcher done = DONE.matcher(text);
        Matcher covered = COVERED.matcher(text);
        int edges = 0;
        while (covered.find()) {
            edges = Integer.parseInt(covered.group(1));
        }
        return new Outcome(done.find() ? Long.parseLong(done.group(1)) : 0, edges);
    }

    private static String end(Path log) throws IOException {
        try (Stream<String> lines = Files.lines(log)) {
            List<String> all = lines.filter(line -> !line.startsWith("#") && !line.startsWith("INFO"))
                    .toList();
            return String.join("\n", all.subList(Math.max(0, all.size() - LAST_LINES), all.size()));
        }
    }
}
