package io.tcplb.bench.e2e;

import io.tcplb.bench.load.Exchange;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/** A backend: nginx answering every request with the same 64 bytes, from one process. */
final class WebServer implements AutoCloseable {
    static final String BODY = "lb".repeat(32);

    /** A request on a connection that stays open. */
    static final Exchange KEPT_OPEN = exchange("", true);

    /** A request on a connection of its own. */
    static final Exchange FRESH = exchange("Connection: close\r\n", false);

    private final Path directory;
    private final int port = Net.freePort();
    private final Child process;

    WebServer(Path directory) throws IOException, InterruptedException {
        this.directory = directory;
        String config = "daemon off;\nmaster_process off;\nerror_log stderr crit;\npid " + directory.resolve("pid")
                + ";\nevents { worker_connections 16384; }\nhttp {\n  access_log off;\n"
                + temporary("client_body") + temporary("proxy") + temporary("fastcgi") + temporary("uwsgi")
                + temporary("scgi")
                // A connection must not end in the middle of a measurement because it has had its share of requests.
                + "  keepalive_requests 1000000000;\n  keepalive_timeout 1h;\n"
                + "  server { listen 127.0.0.1:" + port + "; location / { return 200 \"" + BODY + "\"; } }\n}\n";
        Files.writeString(directory.resolve("nginx.conf"), config, StandardCharsets.UTF_8);
        process = launch();
    }

    int port() {
        return port;
    }

    /** Ends it at once, as {@code kill -9} does. */
    void kill() {
        process.kill();
    }

    @Override
    public void close() {
        process.close();
    }

    private Child launch() throws IOException, InterruptedException {
        Child started = Child.start(directory.resolve("output.log"), Nginx.command(directory.resolve("nginx.conf")));
        Net.awaitListening(started, port, Duration.ofSeconds(10));
        return started;
    }

    private static Exchange exchange(String header, boolean keptOpen) {
        return new Exchange(
                "GET / HTTP/1.1\r\nHost: bench\r\n" + header + "\r\n", "HTTP/1.1 200 ", "\r\n\r\n" + BODY, keptOpen);
    }

    private String temporary(String use) {
        return "  " + use + "_temp_path " + directory.resolve(use) + ";\n";
    }
}
