package io.tcplb.it.kit;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** A redis-server that keeps nothing on disk. */
public final class RedisServer implements AutoCloseable {
    private final int port = FreePorts.next();
    private final Child process;

    RedisServer(Path directory) {
        process = Child.start(
                "redis",
                directory,
                Map.of(),
                List.of(
                        "redis-server",
                        "--port",
                        Integer.toString(port),
                        "--bind",
                        "127.0.0.1",
                        "--save",
                        "",
                        "--appendonly",
                        "no",
                        "--daemonize",
                        "no",
                        "--dir",
                        directory.toString()));
        Await.until("redis listens", Duration.ofSeconds(10), () -> Sockets.accepts(port), () -> process.tail(20));
    }

    public int port() {
        return port;
    }

    public String address() {
        return "127.0.0.1:" + port;
    }

    public void kill() {
        process.kill();
    }

    public void freeze() {
        process.signal("STOP");
    }

    public void thaw() {
        process.signal("CONT");
    }

    @Override
    public void close() {
        process.close();
    }
}
