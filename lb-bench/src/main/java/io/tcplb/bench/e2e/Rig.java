package io.tcplb.bench.e2e;

import io.tcplb.bench.e2e.Party.Route;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The backends, and the parties that stay up from their first measurement to the last. Confined to one thread. */
final class Rig implements AutoCloseable {
    static final String WEB = "web";
    static final String BULK = "bulk";
    static final String ECHO = "echo";

    private final Path directory;
    private final WebServer web;
    private final EchoServer echo = new EchoServer();
    private final Child iperf3;
    private final int iperf3Port = Net.freePort();
    private final Map<String, Running> running = new LinkedHashMap<>();
    private int directories;

    Rig() throws IOException, InterruptedException {
        directory = Scratch.directory("lb-bench-");
        web = new WebServer(newDirectory());
        iperf3 = Child.start(
                newDirectory().resolve("iperf3.log"),
                List.of("iperf3", "-s", "-B", "127.0.0.1", "-p", Integer.toString(iperf3Port)));
        Net.awaitListening(iperf3, iperf3Port, Duration.ofSeconds(10)); // its first client, and it carries on
    }

    /** Returns a new empty directory, deleted when the program ends. */
    Path newDirectory() throws IOException {
        return Files.createDirectory(directory.resolve(Integer.toString(directories++)));
    }

    /** Returns a route to the web server, on a new port. */
    Route webRoute() {
        return Route.to(WEB, true, web.port());
    }

    /** Returns a route to the echo server, on a new port. */
    Route echoRoute() {
        return Route.to(ECHO, true, echo.port());
    }

    /** Returns the party in front of all three backends, launching it on first use. */
    Running running(Party party) throws IOException, InterruptedException {
        Running existing = running.get(party.name());
        if (existing != null) {
            return existing;
        }
        // iperf3 takes any connection for the start of a test, so that a probe would be in the way.
        List<Route> routes = List.of(webRoute(), echoRoute(), Route.to(BULK, false, iperf3Port));
        Running launched = party.launch(newDirectory(), routes);
        running.put(party.name(), launched);
        return launched;
    }

    @Override
    public void close() throws IOException {
        running.values().forEach(Running::close);
        iperf3.close();
        web.close();
        echo.close();
    }
}
