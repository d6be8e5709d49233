package io.tcplb.it.kit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** A Prometheus that scrapes one lb, as the job that the alerts expect, five times a second. */
public final class PrometheusServer implements AutoCloseable {
    private static final Duration WITHIN = Duration.ofSeconds(30);

    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(WITHIN).build();
    private final String address = "127.0.0.1:" + FreePorts.next();
    private final Child process;

    /**
     * @param target host and port of the metrics
     * @param rules a file of rules, evaluated as often
     */
    public PrometheusServer(Path directory, String target, Path rules) throws IOException {
        Path configuration = directory.resolve("prometheus.yml");
        Files.writeString(configuration, """
                global: { scrape_interval: 200ms, scrape_timeout: 200ms, evaluation_interval: 200ms }
                rule_files: ["%s"]
                scrape_configs:
                  - job_name: lb
                    static_configs: [{ targets: ["%s"] }]
                """.formatted(rules, target));
        process = Child.start(
                "prometheus",
                directory,
                Map.of("GOMAXPROCS", "1"),
                List.of(
                        "prometheus",
                        "--config.file=" + configuration,
                        "--storage.tsdb.path=" + directory.resolve("data"),
                        "--web.listen-address=" + address,
                        "--log.level=warn"));
        Await.until(
                "Prometheus is ready",
                WITHIN,
                () -> process.isAlive() && get("/-/ready").statusCode() == 200,
                () -> process.tail(30));
    }

    /** Returns the samples that an expression gives now: each has {@code metric} and {@code value}. */
    public List<Tree> query(String expression) {
        HttpResponse<String> answer =
                get("/api/v1/query?query=" + URLEncoder.encode(expression, StandardCharsets.UTF_8));
        if (answer.statusCode() != 200) {
            throw new IllegalArgumentException(expression + ": " + answer.body());
        }
        return Tree.parse(answer.body()).at("data", "result").list();
    }

    /** Returns the value of an expression that gives one sample. */
    public double value(String expression) {
        List<Tree> samples = query(expression);
        if (samples.size() != 1) {
            throw new IllegalStateException(expression + ": " + samples + " (expected one sample)");
        }
        return Double.parseDouble(samples.get(0).at("value", 1).text());
    }

    /** Returns every rule, with its {@code health} and {@code lastError}. */
    public List<Tree> rules() {
        return Tree.parse(get("/api/v1/rules").body()).at("data", "groups").list().stream()
                .flatMap(group -> group.at("rules").list().stream())
                .toList();
    }

    public String tail(int lines) {
        return process.tail(lines);
    }

    private HttpResponse<String> get(String path) {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://" + address + path))
                .timeout(WITHIN)
                .build();
        try {
            return http.send(request, HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        process.close();
    }
}
