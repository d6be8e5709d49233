package io.tcplb.it.kit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** An nginx or a HAProxy whose configuration the test writes itself, because it is the other side of a protocol. */
public final class Daemon implements AutoCloseable {
    private static final Duration START = Duration.ofSeconds(10);

    private static final String STREAM_MODULE = "load_module /usr/lib/nginx/modules/ngx_stream_module.so;\n";
    private static final String NGINX = """
            daemon off; master_process off; pid nginx.pid; error_log stderr;
            events { worker_connections 1000; }
            """;
    private static final String NGINX_HTTP = """
            http {
              access_log off; default_type text/plain;
              client_body_temp_path t1; proxy_temp_path t2; fastcgi_temp_path t3; uwsgi_temp_path t4; scgi_temp_path t5;
            %s
            }
            """;
    private static final String HAPROXY = """
            global
              nbthread 1
            defaults
              timeout connect 5s
              timeout client 30s
              timeout server 30s
            """;

    private final int port;
    private final Child process;

    private Daemon(int port, Child process) {
        this.port = port;
        this.process = process;
        Await.until("it listens", START, () -> Sockets.accepts(port), () -> process.tail(20));
    }

    /**
     * Starts an nginx that serves HTTP.
     *
     * @param servers blocks {@code server { … }}; {@code PORT} in them is the one that this daemon is reached at
     */
    public static Daemon nginx(Path directory, String servers) {
        return nginx(directory, FreePorts.next(), NGINX + NGINX_HTTP.formatted(servers));
    }

    /** Starts an nginx that relays TCP, configured by the contents of its {@code stream} block. */
    public static Daemon nginxStream(Path directory, String stream) {
        return nginx(directory, FreePorts.next(), STREAM_MODULE + NGINX + "stream {\n" + stream + "\n}\n");
    }

    private static Daemon nginx(Path directory, int port, String configuration) {
        write(directory.resolve("nginx.conf"), port, configuration);
        List<String> command = List.of("nginx", "-p", directory.toString(), "-e", "stderr", "-c", "nginx.conf");
        return new Daemon(port, Child.start("nginx", directory, Map.of(), command));
    }

    /** Starts a HAProxy of these sections, {@code frontend}, {@code backend} or {@code listen}. */
    public static Daemon haproxy(Path directory, String sections) {
        int port = FreePorts.next();
        Path file = directory.resolve("haproxy.cfg");
        write(file, port, HAPROXY + sections);
        List<String> command = List.of("haproxy", "-db", "-f", file.toString());
        return new Daemon(port, Child.start("haproxy", directory, Map.of(), command));
    }

    private static void write(Path file, int port, String text) {
        try {
            Files.writeString(file, text.replace("PORT", Integer.toString(port)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public int port() {
        return port;
    }

    public String address() {
        return "127.0.0.1:" + port;
    }

    /** Returns what it has said, for messages of failures. */
    public String tail() {
        return process.tail(30);
    }

    @Override
    public void close() {
        process.close();
    }
}
