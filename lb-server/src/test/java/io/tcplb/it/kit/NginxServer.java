package io.tcplb.it.kit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * An nginx of one process, so that one signal reaches all of it. {@code GET /} answers its id, {@code /health} answers
 * {@code ok}, and every request but the health checks is in its ledger.
 */
public final class NginxServer implements AutoCloseable {
    private static final Duration START = Duration.ofSeconds(10);

    private final String id;
    private final int port;
    private final String host;
    private final List<String> wrapper;
    private final Path directory;
    private Child process;

    NginxServer(String id, Path directory) {
        this(id, directory, "127.0.0.1", List.of());
    }

    /** @param wrapper what runs it, such as {@code ip netns exec NAME} */
    NginxServer(String id, Path directory, String host, List<String> wrapper) {
        this.id = id;
        this.host = host;
        this.wrapper = wrapper;
        this.port = FreePorts.next();
        this.directory = directory;
        write("nginx.conf", configuration());
        try {
            Files.createDirectories(directory.resolve("www"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        healthy(true);
        this.process = launch();
    }

    public String id() {
        return id;
    }

    public int port() {
        return port;
    }

    public String address() {
        return host + ":" + port;
    }

    /** The directory that is served below {@code /files/}. */
    public Path files() {
        return directory.resolve("www");
    }

    /** Makes {@code /health} answer 200, or 503. */
    public void healthy(boolean healthy) {
        if (healthy) {
            write("www/health.txt", "ok " + id + "\n");
        } else {
            directory.resolve("www/health.txt").toFile().delete();
        }
    }

    /** {@code kill -9}: its connections are reset and new ones refused when this returns. */
    public void kill() {
        process.kill();
    }

    /** {@code kill -STOP}: the kernel still accepts connections, but nobody answers. */
    public void freeze() {
        process.signal("STOP");
    }

    public void thaw() {
        process.signal("CONT");
    }

    /** Starts it again on the same port after {@link #kill}. */
    public void restart() {
        process = launch();
    }

    /** Returns how many requests it has answered in all its lives, health checks not counted. */
    public long served() {
        return Child.read(directory.resolve("access.log")).lines().count();
    }

    /** Returns the addresses that its requests came from and what they asked for, one line each. */
    public List<String> ledger() {
        return Child.read(directory.resolve("access.log")).lines().toList();
    }

    @Override
    public void close() {
        process.close();
    }

    private Child launch() {
        List<String> command = new ArrayList<>(wrapper);
        command.addAll(List.of("nginx", "-p", directory.toString(), "-e", "error.log", "-c", "nginx.conf"));
        Child child = Child.start("nginx-" + id, directory, Map.of(), command);
        Await.until("nginx " + id + " listens", START, () -> Sockets.accepts(host, port), () -> child.tail(20));
        return child;
    }

    private String configuration() {
        return """
                daemon off; master_process off; pid nginx.pid;
                worker_rlimit_nofile 8192;
                events { worker_connections 4000; }
                http {
                  log_format ledger '$remote_addr $request_uri $status $body_bytes_sent';
                  access_log access.log ledger;
                  client_body_temp_path t1; proxy_temp_path t2; fastcgi_temp_path t3; uwsgi_temp_path t4;
                  scgi_temp_path t5; keepalive_requests 1000000; lingering_close off;
                  server {
                    listen %s:%d backlog=1024;
                    location = / { return 200 "%s\\n"; }
                    location = /health { access_log off; root www; try_files /health.txt =503; }
                    location /files/ { alias www/; }
                  }
                }
                """.formatted(host, port, id);
    }

    private void write(String name, String text) {
        try {
            Path file = directory.resolve(name);
            Files.createDirectories(file.getParent());
            Files.writeString(file, text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
