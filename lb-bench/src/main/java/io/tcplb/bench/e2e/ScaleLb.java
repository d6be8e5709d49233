package io.tcplb.bench.e2e;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URLConnection;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** One balancer of some size, started as users start it. */
final class ScaleLb implements AutoCloseable {
    private static final Duration LIMIT = Duration.ofMinutes(2);
    private static final int PATIENCE_MILLIS = 60_000;

    private final ScaleSize size;
    private final int backendPort;
    private final Path config;
    private final Path log;
    private final List<Integer> ports = new ArrayList<>();
    private final int admin = Net.freePort();
    private final int metrics = Net.freePort();
    private final Child process;
    private final Running running;
    private final double readyMillis;
    private int generation;

    ScaleLb(Path launcher, Path directory, ScaleSize size, int backendPort) throws IOException {
        this.size = size;
        this.backendPort = backendPort;
        config = directory.resolve("lb.conf");
        log = directory.resolve("lb.log");
        for (int i = 0; i < size.listeners(); i++) {
            ports.add(Net.freePort());
        }
        writeConfig();
        process = Child.start(log, List.of(launcher.toString(), "run", "-c", config.toString()));
        readyMillis = await("ready", 0, process.startNanos());
        running = new Running(process, List.of(), (long) (readyMillis * 1e6));
    }

    /** Returns from launch to {@code ready}. */
    double readyMillis() {
        return readyMillis;
    }

    int port() {
        return ports.get(0);
    }

    long cpuNanos() {
        return running.cpuNanos();
    }

    double residentMebibytes() {
        return running.residentBytes() / (1024.0 * 1024);
    }

    /** Replaces every backend by another one, and returns the milliseconds from SIGHUP to the line that says so. */
    double reload() throws IOException, InterruptedException {
        generation++;
        writeConfig();
        long before = Files.size(log);
        long start = System.nanoTime();
        running.signal("HUP");
        return await("reload applied", before, start);
    }

    /** Returns the milliseconds that one scrape takes. */
    double scrapeMillis() throws IOException {
        return fetchMillis("http://127.0.0.1:" + metrics + "/metrics");
    }

    double statusMillis() throws IOException {
        return fetchMillis("http://127.0.0.1:" + admin + "/v1/status");
    }

    private static double fetchMillis(String address) throws IOException {
        long start = System.nanoTime();
        URLConnection connection = URI.create(address).toURL().openConnection();
        connection.setReadTimeout(PATIENCE_MILLIS);
        try (InputStream in = connection.getInputStream()) {
            in.transferTo(java.io.OutputStream.nullOutputStream());
        }
        return (System.nanoTime() - start) / 1e6;
    }

    private void writeConfig() throws IOException {
        Files.writeString(config, size.config(backendPort, generation, ports, admin, metrics));
    }

    /** Returns the milliseconds from {@code startNanos} until {@code said} is in the log behind {@code offset}. */
    private double await(String said, long offset, long startNanos) throws IOException {
        StringBuilder text = new StringBuilder();
        long end = startNanos + LIMIT.toNanos();
        try (InputStream in = Files.newInputStream(log)) {
            in.skipNBytes(offset);
            while (System.nanoTime() - end < 0 && process.isAlive()) {
                text.append(new String(in.readAllBytes(), StandardCharsets.UTF_8));
                if (text.indexOf("\n" + said) >= 0 || text.indexOf(" " + said) >= 0 || text.indexOf(said) == 0) {
                    return (System.nanoTime() - startNanos) / 1e6;
                }
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
            }
        }
        throw new IOException(
                "lb never said \"" + said + "\"; it said: " + text.substring(Math.max(0, text.length() - 1_000)));
    }

    @Override
    public void close() {
        process.close();
    }
}
