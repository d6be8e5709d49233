package io.tcplb.bench.e2e;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** nginx's stream module with one worker. */
final class Nginx implements Party {
    private static final Path DYNAMIC_MODULE = Path.of("/usr/lib/nginx/modules/ngx_stream_module.so");

    private final String variant;
    private final String eventsOption;
    private final String streamOption;
    private final String listenOption;

    private Nginx(String variant, String eventsOption, String streamOption, String listenOption) {
        this.variant = variant;
        this.eventsOption = eventsOption;
        this.streamOption = streamOption;
        this.listenOption = listenOption;
    }

    static Nginx defaults() {
        return new Nginx("", "", "", "");
    }

    /**
     * Tuned for new connections: all that wait are accepted at once, and as many may wait as with HAProxy and lb. Left
     * out are {@code tcp_nodelay} and {@code accept_mutex off}, which are defaults, and what needs several workers.
     */
    static Nginx tuned() {
        return new Nginx(" tuned", "multi_accept on", "", "backlog=4096 reuseport");
    }

    static Nginx buffersOf(int bytes) {
        return new Nginx(" large buffer", "", "proxy_buffer_size " + bytes, "");
    }

    @Override
    public String column() {
        return variant.isEmpty() ? NGINX : NGINX_TUNED;
    }

    @Override
    public String name() {
        return NGINX + variant;
    }

    @Override
    public String version() throws IOException, InterruptedException {
        return Child.run(Duration.ofSeconds(5), List.of("nginx", "-v"))
                .trim()
                .replace("nginx version: nginx/", "nginx ");
    }

    @Override
    public String options() {
        return Stream.of("stream module", "worker_processes 1", eventsOption, streamOption, listenOption)
                .filter(option -> !option.isEmpty())
                .collect(Collectors.joining(", "));
    }

    @Override
    public Running launch(Path directory, List<Route> routes) throws IOException, InterruptedException {
        Path config = write(directory, routes);
        Child process = Child.start(directory.resolve("nginx.log"), command(config));
        Net.awaitListening(process, routes, Duration.ofSeconds(10));
        return new Running(process, routes, System.nanoTime() - process.startNanos());
    }

    @Override
    public void reload(Running running, Path directory, List<Route> routes) throws IOException, InterruptedException {
        write(directory, routes);
        running.signal("HUP"); // what nginx -s reload sends
    }

    private Path write(Path directory, List<Route> routes) throws IOException {
        return Files.writeString(directory.resolve("nginx.conf"), config(directory, routes), StandardCharsets.UTF_8);
    }

    static List<String> command(Path config) {
        return List.of("nginx", "-c", config.toString(), "-e", "stderr");
    }

    String config(Path directory, List<Route> routes) {
        StringBuilder out = new StringBuilder();
        if (Files.exists(DYNAMIC_MODULE)) {
            out.append("load_module " + DYNAMIC_MODULE + ";\n");
        }
        out.append("daemon off;\nworker_processes 1;\nerror_log stderr crit;\npid ")
                .append(directory.resolve("nginx.pid"))
                .append(";\nevents { worker_connections 16384; ")
                .append(statement(eventsOption))
                .append("}\nstream {\n  ")
                .append(statement(streamOption))
                .append('\n');
        for (Route route : routes) {
            out.append("  upstream " + route.name() + " {");
            for (int backend : route.backends()) {
                out.append(" server 127.0.0.1:" + backend + ";");
            }
            out.append(" }\n  server { ")
                    .append(statement("listen 127.0.0.1:" + route.port() + " " + listenOption))
                    .append("proxy_pass " + route.name() + "; }\n");
        }
        return out.append("}\n").toString();
    }

    private static String statement(String option) {
        return option.isEmpty() ? "" : option.trim() + "; ";
    }
}
