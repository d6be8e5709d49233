package io.tcplb.bench.e2e;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** HAProxy in TCP mode with one thread. */
final class HaProxy implements Party {
    private final String column;
    private final String variant;
    private final boolean masterWorker;
    private final List<String> globalOptions;
    private final List<String> proxyOptions;

    private HaProxy(
            String column,
            String variant,
            boolean masterWorker,
            List<String> globalOptions,
            List<String> proxyOptions) {
        this.column = column;
        this.variant = variant;
        this.masterWorker = masterWorker;
        this.globalOptions = globalOptions;
        this.proxyOptions = proxyOptions;
    }

    static HaProxy defaults() {
        return new HaProxy(HAPROXY, "", false, List.of(), List.of());
    }

    /**
     * As a master that replaces its worker at a reload, which no process on its own can do. The new worker takes the old
     * one's listening sockets over, and the old one stays until its last session has ended.
     */
    static HaProxy reloading() {
        return new HaProxy(HAPROXY, " master-worker", true, List.of(), List.of());
    }

    /**
     * Tuned for small messages, with what its manual says of saving packets and system calls: the handshake's last ACK
     * travels with the first data on both sides, and sockets are polled edge-triggered. Left out are larger buffers,
     * which no small message needs, and what needs several threads.
     */
    static HaProxy tuned() {
        return tuned(
                " tuned",
                List.of("expose-experimental-directives", "tune.fd.edge-triggered on"),
                List.of("option tcp-smart-accept", "option tcp-smart-connect"));
    }

    static HaProxy buffersOf(int bytes) {
        return tuned(" large buffer", List.of("tune.bufsize " + bytes), List.of());
    }

    static HaProxy splicing() {
        return tuned(" splice", List.of(), List.of("option splice-auto"));
    }

    private static HaProxy tuned(String variant, List<String> globalOptions, List<String> proxyOptions) {
        return new HaProxy(HAPROXY_TUNED, variant, false, globalOptions, proxyOptions);
    }

    @Override
    public String column() {
        return column;
    }

    @Override
    public String name() {
        return HAPROXY + variant;
    }

    @Override
    public String version() throws IOException, InterruptedException {
        return Child.run(Duration.ofSeconds(5), List.of("haproxy", "-v"))
                .lines()
                .findFirst()
                .map(line -> line.replaceAll("version (\\S+).*", "$1"))
                .orElse("");
    }

    @Override
    public String options() {
        List<String> words = new ArrayList<>(List.of("mode tcp", "nbthread 1", "check", "option redispatch 1"));
        if (masterWorker) {
            words.add("-W");
        }
        words.addAll(globalOptions);
        words.addAll(proxyOptions);
        return String.join(", ", words);
    }

    @Override
    public Running launch(Path directory, List<Route> routes) throws IOException, InterruptedException {
        Path config = write(directory, routes);
        List<String> command = new ArrayList<>(List.of("haproxy", "-db", "-f", config.toString()));
        if (masterWorker) {
            command.add("-W");
        }
        Child process = Child.start(directory.resolve("haproxy.log"), command);
        Net.awaitListening(process, routes, Duration.ofSeconds(10));
        return new Running(process, routes, System.nanoTime() - process.startNanos());
    }

    @Override
    public void reload(Running running, Path directory, List<Route> routes) throws IOException, InterruptedException {
        write(directory, routes);
        running.signal("USR2");
    }

    private Path write(Path directory, List<Route> routes) throws IOException {
        return Files.writeString(directory.resolve("haproxy.cfg"), config(routes), StandardCharsets.UTF_8);
    }

    String config(List<Route> routes) {
        StringBuilder out = new StringBuilder();
        out.append("global\n  nbthread 1\n");
        globalOptions.forEach(option -> out.append("  " + option + "\n"));
        // Without redispatch a refused connection is tried again on the same dead server, after a second.
        out.append("defaults\n  mode tcp\n  timeout connect 5s\n  timeout client 1h\n  timeout server 1h\n")
                .append("  option redispatch 1\n");
        proxyOptions.forEach(option -> out.append("  " + option + "\n"));
        for (Route route : routes) {
            out.append("listen ").append(route.name()).append("\n  bind 127.0.0.1:" + route.port() + "\n");
            for (int backend : route.backends()) {
                out.append("  server s" + backend + " 127.0.0.1:" + backend + (route.checked() ? " check\n" : "\n"));
            }
        }
        return out.toString();
    }
}
