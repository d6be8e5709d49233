package io.tcplb.bench.e2e;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** HAProxy in TCP mode with one thread. */
final class HaProxy implements Party {
    private final String variant;
    private final String globalOption;
    private final String proxyOption;

    private HaProxy(String variant, String globalOption, String proxyOption) {
        this.variant = variant;
        this.globalOption = globalOption;
        this.proxyOption = proxyOption;
    }

    static HaProxy defaults() {
        return new HaProxy("", "", "");
    }

    static HaProxy buffersOf(int bytes) {
        return new HaProxy(" large buffer", "tune.bufsize " + bytes, "");
    }

    static HaProxy splicing() {
        return new HaProxy(" splice", "", "option splice-auto");
    }

    @Override
    public String column() {
        return HAPROXY;
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
                .orElse("");
    }

    @Override
    public String options() {
        return String.join(", ", "mode tcp", "nbthread 1", "check", "option redispatch 1", globalOption, proxyOption)
                .replaceAll("(, )+", ", ")
                .replaceAll(", $", "");
    }

    @Override
    public Running launch(Path directory, List<Route> routes) throws IOException, InterruptedException {
        Path config = directory.resolve("haproxy.cfg");
        Files.writeString(config, config(routes), StandardCharsets.UTF_8);
        Child process =
                Child.start(directory.resolve("haproxy.log"), List.of("haproxy", "-db", "-f", config.toString()));
        Net.awaitListening(process, routes, Duration.ofSeconds(10));
        return new Running(process, routes, System.nanoTime() - process.startNanos());
    }

    private String config(List<Route> routes) {
        StringBuilder out = new StringBuilder();
        out.append("global\n  nbthread 1\n  ").append(globalOption);
        // Without redispatch a refused connection is tried again on the same dead server, after a second.
        out.append("\ndefaults\n  mode tcp\n  timeout connect 5s\n  timeout client 1h\n  timeout server 1h\n")
                .append("  option redispatch 1\n  ")
                .append(proxyOption)
                .append('\n');
        for (Route route : routes) {
            out.append("listen ").append(route.name()).append("\n  bind 127.0.0.1:" + route.port() + "\n");
            for (int backend : route.backends()) {
                out.append("  server s" + backend + " 127.0.0.1:" + backend + (route.checked() ? " check\n" : "\n"));
            }
        }
        return out.toString();
    }
}
