package io.tcplb.bench.e2e;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;

/**
 * How cost grows with backends, pools, listeners, sessions and health checks: {@code bin/bench scale}. Every size is a
 * balancer of its own, and everything is measured of every one, so that each column can be read down each axis.
 */
public final class Scale {
    private static final String USAGE =
            "usage: bin/bench scale [--seconds N] [--axis backends|pools|listeners|sessions|checks,…] [--at-most N]";

    private static final int RELOADS = 3;
    private static final int DESCRIPTORS_PER_SESSION = 2;
    private static final int OTHER_DESCRIPTORS = 700;

    private final Path root;
    private final Path directory;
    private final int seconds;
    private final Map<ScaleSize, Map<String, Double>> rows = new LinkedHashMap<>();

    private Scale(Path root, int seconds) throws IOException {
        this.root = root;
        this.seconds = seconds;
        this.directory = Scratch.directory("lb-scale-");
    }

    /** Measures as {@code args} say; 0 when every measurement succeeded, 1 when not, 2 on bad usage. */
    public static void main(String[] args) throws IOException, InterruptedException {
        int seconds = 4;
        int atMost = Integer.MAX_VALUE;
        List<String> axes = List.of();
        for (int i = 0; i < args.length; i += 2) {
            String value = i + 1 < args.length ? args[i + 1] : "";
            boolean number = value.matches("[1-9]\\d{0,5}");
            if (args[i].equals("--seconds") && number) {
                seconds = Integer.parseInt(value);
            } else if (args[i].equals("--at-most") && number) {
                atMost = Integer.parseInt(value);
            } else if (args[i].equals("--axis") && !value.isEmpty()) {
                axes = Arrays.asList(value.split(","));
            } else {
                System.err.println(USAGE);
                System.exit(2);
            }
        }
        System.exit(new Scale(Path.of("").toAbsolutePath(), seconds).run(axes, atMost) ? 0 : 1);
    }

    private boolean run(List<String> axes, int atMost) throws IOException, InterruptedException {
        boolean succeeded = true;
        for (ScaleSize size : ScaleSize.all(mostSessions())) {
            boolean wanted = axes.isEmpty() || axes.contains(size.axis());
            if (!wanted || Math.max(size.backends(), size.sessions()) > atMost) {
                continue;
            }
            try {
                rows.put(size, measure(size));
                System.err.println(size.label() + ": " + rows.get(size));
            } catch (IOException e) {
                System.err.println("FAILED " + size.label() + ": " + e.getMessage());
                succeeded = false;
            }
        }
        report();
        return succeeded;
    }

    /** Clients and backends are here, a session's two sockets as in the balancer. */
    private static int mostSessions() throws IOException {
        String limits = Files.readString(Path.of("/proc/self/limits"));
        String soft = limits.lines()
                .filter(line -> line.startsWith("Max open files"))
                .findFirst()
                .orElseThrow()
                .substring("Max open files".length())
                .trim()
                .split("\\s+")[0];
        long descriptors = soft.equals("unlimited") ? 100_000 : Math.min(100_000, Long.parseLong(soft));
        return (int) (descriptors - OTHER_DESCRIPTORS) / DESCRIPTORS_PER_SESSION;
    }

    private Map<String, Double> measure(ScaleSize size) throws IOException, InterruptedException {
        Path own = Files.createTempDirectory(directory, "size-");
        Map<String, Double> row = new LinkedHashMap<>();
        try (EchoServer everywhere = new EchoServer(InetAddress.getByName("0.0.0.0"));
                ScaleLb lb = new ScaleLb(root.resolve("bin/lb"), own, size, everywhere.port())) {
            row.put("ready, ms", lb.readyMillis());
            awaitFirstProbes(size, everywhere);
            try (EchoClients idle = EchoClients.open(lb.port(), size.sessions())) {
                assert idle.count() == size.sessions();
                steady(size, lb, everywhere, row);
                row.put("resident, MiB", lb.residentMebibytes());
                row.put("/metrics, ms", medianOfThree(lb::scrapeMillis));
                row.put("/v1/status, ms", medianOfThree(lb::statusMillis));
                row.put("new connections, 1/s", newConnections(lb.port()));
                reloads(lb, everywhere, row);
            }
            row.put("resident at the end, MiB", lb.residentMebibytes());
        }
        return row;
    }

    private static void awaitFirstProbes(ScaleSize size, EchoServer everywhere)
            throws IOException, InterruptedException {
        long end = System.nanoTime() + TimeUnit.MINUTES.toNanos(1);
        while (size.checked() && everywhere.accepted() < size.backends()) {
            if (System.nanoTime() - end > 0) {
                throw new IOException("only " + everywhere.accepted() + " first probes within a minute");
            }
            Thread.sleep(10);
        }
        Thread.sleep(1_000); // what the start has left to do: compilation, the runtime's metrics
    }

    /** What it costs while nothing happens but 500 small requests a second, and the probes. */
    private void steady(ScaleSize size, ScaleLb lb, EchoServer everywhere, Map<String, Double> row)
            throws IOException, InterruptedException {
        try (Pulse direct = Pulse.start(everywhere.port());
                Pulse through = Pulse.start(lb.port())) {
            long accepted = everywhere.accepted();
            long cpu = lb.cpuNanos();
            long start = System.nanoTime();
            Thread.sleep(TimeUnit.SECONDS.toMillis(Math.max(seconds, 2L * ScaleSize.CHECK_SECONDS)));
            double elapsed = (System.nanoTime() - start) / 1e9;
            row.put("CPU of the proxy, % of a core", (lb.cpuNanos() - cpu) / 1e7 / elapsed);
            row.put("probes due, 1/s", size.probesDue());
            row.put("probes done, 1/s", (everywhere.accepted() - accepted) / elapsed);
            latencies("steady", direct.stop(), through.stop(), row);
        }
    }

    private void reloads(ScaleLb lb, EchoServer everywhere, Map<String, Double> row)
            throws IOException, InterruptedException {
        List<Double> millis = new ArrayList<>();
        try (Pulse direct = Pulse.start(everywhere.port());
                Pulse through = Pulse.start(lb.port())) {
            for (int i = 0; i < RELOADS; i++) {
                millis.add(lb.reload());
                Thread.sleep(500); // what follows a reload belongs to it
            }
            latencies("reload", direct.stop(), through.stop(), row);
        }
        row.put("first reload, ms", millis.get(0));
        row.put("later reload, ms", millis.get(RELOADS - 1));
    }

    private static void latencies(String when, Histogram direct, Histogram through, Map<String, Double> row) {
        row.put(when + " p99.9, ms", through.getValueAtPercentile(99.9) / 1e6);
        row.put(when + " max, ms", through.getMaxValue() / 1e6);
        row.put(when + " max without proxy, ms", direct.getMaxValue() / 1e6);
    }

    private interface Fetch {
        double millis() throws IOException;
    }

    private static double medianOfThree(Fetch fetch) throws IOException {
        double[] all = {fetch.millis(), fetch.millis(), fetch.millis()};
        Arrays.sort(all);
        return all[1];
    }

    /** One client: connects, has a byte echoed, closes, and again. */
    private double newConnections(int port) throws IOException {
        long start = System.nanoTime();
        long end = start + TimeUnit.SECONDS.toNanos(seconds);
        int count = 0;
        for (; System.nanoTime() - end < 0; count++) {
            try (Socket socket = new Socket()) {
                socket.setSoLinger(true, 0); // no port waits for a minute
                socket.setSoTimeout(10_000);
                socket.connect(new InetSocketAddress(Net.LOOPBACK, port), 10_000);
                socket.getOutputStream().write(1);
                if (socket.getInputStream().read() != 1) {
                    throw new IOException("a new connection got no echo");
                }
            }
        }
        return count / ((System.nanoTime() - start) / 1e9);
    }

    private void report() throws IOException {
        StringBuilder out = new StringBuilder();
        List<Object> json = new ArrayList<>();
        List<String> columns = rows.values().stream()
                .findFirst()
                .map(row -> List.copyOf(row.keySet()))
                .orElse(List.of());
        out.append("| axis | size | ").append(String.join(" | ", columns)).append(" |\n|---|---|");
        out.append("---:|".repeat(columns.size())).append('\n');
        rows.forEach((size, row) -> {
            out.append("| ")
                    .append(size.axis())
                    .append(" | ")
                    .append(size.label())
                    .append(" |");
            row.values()
                    .forEach(value ->
                            out.append(String.format(Locale.ROOT, value < 10 ? " %,.2f |" : " %,.0f |", value)));
            out.append('\n');
            Map<String, Object> one = new LinkedHashMap<>();
            one.put("axis", size.axis());
            one.put("size", size.label());
            one.putAll(row);
            json.add(one);
        });
        out.append("\nMeasured on: ")
                .append(Procfs.machine())
                .append(". ")
                .append(seconds)
                .append(" s each.\n");
        System.out.println(out);
        Path target = Files.createDirectories(root.resolve("lb-bench/target/bench"));
        Files.writeString(target.resolve("scale.md"), out, StandardCharsets.UTF_8);
        Files.writeString(target.resolve("scale.json"), Json.write(json), StandardCharsets.UTF_8);
        System.err.println("written: " + target.resolve("scale") + ".md and .json");
    }
}
