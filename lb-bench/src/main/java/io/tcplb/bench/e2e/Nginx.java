package io.tcplb.bench.e2e;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** nginx's stream module with one worker. */
final class Nginx implements Party {
    private static final Path DYNAMIC_MODULE = Path.of("/usr/lib/nginx/modules/ngx_stream_module.so");

    private final int bufferSize;

    private Nginx(int bufferSize) {
        this.bufferSize = bufferSize;
    }

    static Nginx defaults() {
        return new Nginx(0);
    }

    static Nginx buffersOf(int bytes) {
        return new Nginx(bytes);
    }

    @Override
    public String column() {
        return NGINX;
    }

    @Override
    public String name() {
        return bufferSize == 0 ? NGINX : NGINX + " large buffer";
    }

    @Override
    public String version() throws IOException, InterruptedException {
        return Child.run(Duration.ofSeconds(5), List.of("nginx", "-v")).trim() + ", stream module";
    }

    @Override
    public String options() {
        return "worker_processes 1" + (bufferSize == 0 ? "" : ", proxy_buffer_size " + bufferSize);
    }

    @Override
    public Running launch(Path directory, List<Route> routes) throws IOException, InterruptedException {
        Path config = directory.resolve("nginx.conf");
        Files.writeString(config, config(directory, routes), StandardCharsets.UTF_8);
        Child process = Child.start(directory.resolve("nginx.log"), command(config));
        Net.awaitListening(process, routes, Duration.ofSeconds(10));
        return new Running(process, routes, System.nanoTime() - process.startNanos());
    }

    static List<String> command(Path config) {
        return List.of("nginx", "-c", config.toString(), "-e", "stderr");
    }

    private String config(Path directory, List<Route> routes) {
        StringBuilder out = new StringBuilder();
        if (Files.exists(DYNAMIC_MODULE)) {
            out.append("load_module " + DYNAMIC_MODULE + ";\n");
        }
        out.append("daemon off;\nworker_processes 1;\nerror_log stderr crit;\npid ")
                .append(directory.resolve("nginx.pid"))
                .append(";\nevents { worker_connections 16384; }\nstream {\n");
        if (bufferSize != 0) {
            out.append("  proxy_buffer_size " + bufferSize + ";\n");
        }
        for (Route route : routes) {
            out.append("  upstream " + route.name() + " {");
            for (int backend : route.backends()) {
                out.append(" server 127.0.0.1:" + backend + ";");
            }
            out.append(" }\n  server { listen 127.0.0.1:" + route.port() + "; proxy_pass " + route.name() + "; }\n");
        }
        return out.append("}\n").toString();
    }
}
