package io.tcplb.bench.e2e;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A process that this program started, and ends: at the latest when this program ends itself. */
final class Child implements AutoCloseable {
    private static final Set<Child> ALIVE = ConcurrentHashMap.newKeySet();

    static {
        Runtime.getRuntime().addShutdownHook(new Thread(() -> ALIVE.forEach(Child::kill), "end-children"));
    }

    private final Process process;
    private final Path output;
    private final long startNanos;

    private Child(Process process, Path output, long startNanos) {
        this.process = process;
        this.output = output;
        this.startNanos = startNanos;
    }

    /** Starts {@code command}, its output and errors going to the file {@code output}. */
    static Child start(Path output, Map<String, String> environment, List<String> command) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                .redirectOutput(output.toFile());
        builder.environment().putAll(environment);
        long now = System.nanoTime();
        Child child = new Child(builder.start(), output, now);
        ALIVE.add(child);
        return child;
    }

    static Child start(Path output, List<String> command) throws IOException {
        return start(output, Map.of(), command);
    }

    /** Runs {@code command} to its end and returns what it wrote, errors included. */
    static String run(Duration limit, List<String> command) throws IOException, InterruptedException {
        Path output = Files.createTempFile("lb-bench-", ".out");
        output.toFile().deleteOnExit(); // when interrupted
        try (Child child = start(output, command)) {
            if (!child.process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new IOException(command + ": not finished within " + limit);
            }
            return child.output();
        } finally {
            Files.delete(output);
        }
    }

    /** Returns {@link System#nanoTime} just before the process was started. */
    long startNanos() {
        return startNanos;
    }

    boolean isAlive() {
        return process.isAlive();
    }

    String output() throws IOException {
        return Files.readString(output, StandardCharsets.UTF_8);
    }

    /** Returns the process and all its descendants. */
    Stream<ProcessHandle> tree() {
        return Stream.concat(Stream.of(process.toHandle()), process.descendants());
    }

    /** @param name without SIG */
    void signal(String name) throws IOException, InterruptedException {
        run(Duration.ofSeconds(5), List.of("kill", "-" + name, Long.toString(process.pid())));
    }

    /** Ends it at once, as {@code kill -9} does. */
    void kill() {
        tree().toList().forEach(ProcessHandle::destroyForcibly);
        ALIVE.remove(this);
    }

    /** Asks it to end, and insists after two seconds. */
    @Override
    public void close() {
        process.destroy();
        try {
            process.waitFor(2, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        kill();
    }
}
