package io.tcplb.it.kit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** {@code lb run} as a process of its own, observed only through what the contract gives to operators. */
public final class LbProcess implements AutoCloseable {
    /** Two busy cores must suffice for this. */
    public static final Duration READY_WITHIN = Duration.ofSeconds(20);

    private static final Duration SCRAPE_TIMEOUT = Duration.ofSeconds(5);
    private static final HttpClient HTTP =
            HttpClient.newBuilder().connectTimeout(SCRAPE_TIMEOUT).build();

    private final Child process;
    private final Path directory;
    private final String metrics;
    private final String prologue;

    /** @param metrics where it serves them, {@code host:port} */
    LbProcess(Path directory, String metrics, String prologue, List<String> wrapper, String configuration) {
        this.directory = directory;
        this.metrics = metrics;
        this.prologue = prologue;
        configure(configuration);
        List<String> command = new ArrayList<>(wrapper);
        command.addAll(command());
        command.addAll(List.of("run", "-c", configFile().toString()));
        this.process = Child.start("lb", directory, Map.of(), command);
    }

    /** Returns the start of the command line that runs lb; the verb and its options follow. */
    public static List<String> command() {
        List<String> command = new ArrayList<>(List.of(java(), ClassArchive.option()));
        command.addAll(flags());
        return command;
    }

    static String java() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }

    static List<String> flags() {
        return List.of(
                "-ea",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Xmx192m",
                "-XX:MaxDirectMemorySize=64m",
                "-Dio.netty.leakDetection.level=paranoid",
                "-jar",
                jar());
    }

    /** Returns the jar under test, which failsafe names. */
    public static String jar() {
        return Path.of(System.getProperty("lb.jar", "target/lb.jar"))
                .toAbsolutePath()
                .toString();
    }

    /** Waits for the line that says that every listener is bound. */
    public LbProcess awaitReady() {
        Await.until(
                "lb is ready",
                READY_WITHIN,
                () -> {
                    if (!process.isAlive()) {
                        throw new AssertionError("lb exited before it was ready\n" + process.tail(50));
                    }
                    return ReadyLine.find(process.stdout()).isPresent();
                },
                () -> process.tail(50));
        return this;
    }

    /** Returns the address of a listener's first bind. */
    public InetSocketAddress address(String listener) {
        return addresses(listener).get(0);
    }

    /** Returns the IP addresses that a listener is bound to, in configuration order. */
    public List<InetSocketAddress> addresses(String listener) {
        return ReadyLine.find(process.stdout())
                .orElseThrow(() -> new AssertionError("no ready line\n" + process.tail(50)))
                .addresses(listener);
    }

    /** Replaces the configuration file; {@link #hup} makes it count. */
    public void configure(String configuration) {
        configureRaw(prologue + configuration);
    }

    /** Replaces the whole file, with nothing added. */
    public void configureRaw(String text) {
        try {
            // As operators and orchestrators do it: lb must never read half a file.
            Path next = directory.resolve("lb.conf.next");
            Files.writeString(next, text);
            Files.move(
                    next,
                    configFile(),
                    java.nio.file.StandardCopyOption.REPLACE_EXISTING,
                    java.nio.file.StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Replaces the configuration, sends SIGHUP and waits until lb says that it has taken it. */
    public void reload(String configuration) {
        configure(configuration);
        hupAndAwait("success");
    }

    /** Sends SIGHUP and waits until a reload has been counted under {@code result}. */
    public void hupAndAwait(String result) {
        long before = reloads(result);
        hup();
        Await.until(
                "a reload counted as " + result,
                Duration.ofSeconds(10),
                () -> reloads(result) > before,
                () -> process.tail(30));
    }

    public long reloads(String result) {
        return metrics().count("lb_config_reloads_total", "result", result);
    }

    public void hup() {
        process.signal("HUP");
    }

    public void term() {
        process.signal("TERM");
    }

    public void signal(String signal) {
        process.signal(signal);
    }

    public int waitForExit(Duration atMost) {
        return process.waitForExit(atMost);
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    public long pid() {
        return process.pid();
    }

    public String stdout() {
        return process.stdout();
    }

    /** Returns everything it has said, on both streams. */
    public String output() {
        return process.stdout() + process.stderr();
    }

    public String tail(int lines) {
        return process.tail(lines);
    }

    public Path configFile() {
        return directory.resolve("lb.conf");
    }

    public Path directory() {
        return directory;
    }

    /** Returns the lines of the access log. */
    public List<String> accessLog() {
        return Child.read(directory.resolve("access.log")).lines().toList();
    }

    /** Returns where it serves metrics, {@code host:port}. */
    public String metricsAddress() {
        return metrics;
    }

    /** Scrapes it once. */
    public Metrics metrics() {
        HttpResponse<String> answer = get("/metrics");
        if (answer.statusCode() != 200) {
            throw new IllegalStateException("/metrics answered " + answer.statusCode());
        }
        return Metrics.parse(answer.body());
    }

    /** Returns the status of a path on the metrics address, such as {@code /readyz}. */
    public int status(String path) {
        return get(path).statusCode();
    }

    private HttpResponse<String> get(String path) {
        URI uri = URI.create("http://" + metrics + path);
        HttpRequest request =
                HttpRequest.newBuilder(uri).timeout(SCRAPE_TIMEOUT).build();
        try {
            return HTTP.send(request, HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Waits until lb reports a backend as up, or as not up. */
    public void awaitUp(String pool, String backend, boolean up, Duration atMost) {
        Await.until(
                pool + "/" + backend + (up ? " is up" : " is down"),
                atMost,
                () -> metrics().count("lb_backend_up", "pool", pool, "backend", backend) == (up ? 1 : 0),
                () -> process.tail(30));
    }

    /** Waits until lb reports exactly these backends of the pool as serving. */
    public void awaitServing(String pool, Duration atMost, String... backends) {
        Await.until(
                "serving in " + pool + ": " + String.join(" ", backends),
                atMost,
                () -> metrics()
                        .by("backend", "lb_backend_serving", "pool", pool)
                        .keySet()
                        .equals(java.util.Set.of(backends)),
                () -> metrics().by("backend", "lb_backend_serving", "pool", pool) + "\n" + process.tail(30));
    }

    /** Returns bytes of memory that the kernel counts as resident. */
    public long residentBytes() {
        return Child.read(Path.of("/proc/" + pid() + "/status"))
                .lines()
                .filter(line -> line.startsWith("VmRSS:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) << 10)
                .findFirst()
                .orElseThrow();
    }

    /** Returns processor time used so far, in clock ticks of 10 ms. */
    public long processorTicks() {
        String stat = Child.read(Path.of("/proc/" + pid() + "/stat"));
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
        return Long.parseLong(fields[11]) + Long.parseLong(fields[12]);
    }

    /** Returns how many descriptors it holds. */
    public int openDescriptors() {
        String[] names = Path.of("/proc/" + pid() + "/fd").toFile().list();
        return names == null ? 0 : names.length;
    }

    /** Fails when lb has said something that no run may say. */
    public void assertUndamaged() {
        List<String> damage = output().lines()
                .filter(line -> line.contains("LEAK:")
                        || line.contains("AssertionError")
                        || line.contains("NullPointerException")
                        || line.contains("Exception in thread")
                        || line.contains("OutOfMemoryError"))
                .toList();
        if (!damage.isEmpty()) {
            throw new AssertionError("lb reports damage: " + damage + "\n" + process.tail(80));
        }
    }

    @Override
    public void close() {
        process.close();
    }
}
