package io.tcplb.bench.e2e;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** lb with one event loop, started as users start it. */
final class Lb implements Party {
    private static final Duration READY_LIMIT = Duration.ofSeconds(30);

    /** The first call of the launcher builds. */
    private static final Duration VERSION_LIMIT = Duration.ofMinutes(10);

    private final Path launcher;
    private final String javaOptions;

    private Lb(Path launcher, String javaOptions) {
        this.launcher = launcher;
        this.javaOptions = javaOptions;
    }

    static Lb defaults(Path launcher) {
        return new Lb(launcher, "");
    }

    /** With the JVM counting its own allocations outside the heap, as {@link JvmMemory} needs. */
    static Lb countingMemory(Path launcher) {
        return new Lb(launcher, "-XX:NativeMemoryTracking=summary");
    }

    @Override
    public String column() {
        return LB;
    }

    @Override
    public String name() {
        return javaOptions.isEmpty() ? LB : LB + " " + javaOptions;
    }

    @Override
    public String version() throws IOException, InterruptedException {
        return Child.run(VERSION_LIMIT, List.of(launcher.toString(), "--version"))
                        .trim()
                        .replaceAll("(?s).*\\n", "") + ", Java " + Runtime.version();
    }

    @Override
    public String options() {
        return "runtime.event-loops = 1, access-log.output = off";
    }

    @Override
    public Running launch(Path directory, List<Route> routes) throws IOException, InterruptedException {
        Path config = write(directory, routes);
        Child process = Child.start(
                directory.resolve("lb.log"),
                javaOptions.isEmpty() ? Map.of() : Map.of("LB_JAVA_OPTS", javaOptions),
                List.of(launcher.toString(), "run", "-c", config.toString()));
        awaitReady(process);
        return new Running(process, routes, System.nanoTime() - process.startNanos());
    }

    @Override
    public void reload(Running running, Path directory, List<Route> routes) throws IOException, InterruptedException {
        write(directory, routes);
        running.signal("HUP");
    }

    private static Path write(Path directory, List<Route> routes) throws IOException {
        return Files.writeString(directory.resolve("lb.conf"), config(routes), StandardCharsets.UTF_8);
    }

    private static void awaitReady(Child process) throws IOException, InterruptedException {
        while (process.output().lines().noneMatch(line -> line.startsWith("ready"))) {
            if (!process.isAlive() || System.nanoTime() - process.startNanos() > READY_LIMIT.toNanos()) {
                throw new IOException("lb did not become ready; it said: " + process.output());
            }
            Thread.sleep(1);
        }
    }

    static String config(List<Route> routes) {
        StringBuilder out = new StringBuilder();
        out.append("runtime { event-loops = 1 }\naccess-log { output = off }\n")
                .append("admin { bind = off }\n")
                .append("metrics { bind = \"127.0.0.1:0\" }\n");
        for (Route route : routes) {
            String name = route.name();
            String backends = route.backends().stream()
                    .map(port -> "{ id = s" + port + ", address = \"127.0.0.1:" + port + "\" }")
                    .collect(Collectors.joining(", ", "[", "]"));
            out.append("listeners." + name + " { bind = \"127.0.0.1:" + route.port() + "\", pool = " + name + " }\n")
                    .append("pools." + name + " { backends = " + backends + ", health-check { type = "
                            + (route.checked() ? "tcp" : "none") + " } }\n");
        }
        return out.toString();
    }
}
