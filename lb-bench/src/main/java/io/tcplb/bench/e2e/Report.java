package io.tcplb.bench.e2e;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Writes the results: Markdown to read, JSON to keep. */
final class Report {
    private final Options options;
    private final Map<String, String> parties;
    private final Results results;
    private final List<Double> neighbourShares;
    private final List<String> failures;

    /** @param parties who took part, and with which version and options */
    Report(
            Options options,
            Map<String, String> parties,
            Results results,
            List<Double> neighbourShares,
            List<String> failures) {
        this.options = options;
        this.parties = parties;
        this.results = results;
        this.neighbourShares = neighbourShares;
        this.failures = failures;
    }

    /** Prints the Markdown and writes both files to {@code lb-bench/target/bench}. */
    void write() throws IOException {
        String markdown = markdown();
        System.out.println(markdown);
        Path directory = Files.createDirectories(options.root().resolve("lb-bench/target/bench"));
        String name = "e2e-"
                + DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss", Locale.ROOT)
                        .format(LocalDateTime.now(ZoneId.systemDefault()));
        Files.writeString(directory.resolve(name + ".md"), markdown, StandardCharsets.UTF_8);
        Files.writeString(directory.resolve(name + ".json"), Json.write(json()), StandardCharsets.UTF_8);
        System.err.println("written: " + directory.resolve(name) + ".md and .json");
    }

    private String markdown() {
        StringBuilder out = new StringBuilder(new Table(results).markdown());
        out.append("\nMeasured on: ")
                .append(Procfs.machine())
                .append(". ")
                .append(rounds())
                .append("\n\n");
        parties.forEach((name, description) ->
                out.append("- ").append(name).append(": ").append(description).append('\n'));
        failures.forEach(failure -> out.append("- FAILED: ").append(failure).append('\n'));
        return out.toString();
    }

    private String rounds() {
        return options.rounds() + " interleaved rounds (fewer where a scenario starts its own proxies) of "
                + options.seconds() + " s, after " + options.warmUpSeconds() + " s of the same load to warm up.";
    }

    private Map<String, Object> json() {
        Map<String, Object> root = new LinkedHashMap<>();
        root.put("machine", Procfs.machine());
        root.put("rounds", options.rounds());
        root.put("seconds", options.seconds());
        root.put("warmUpSeconds", options.warmUpSeconds());
        root.put("parties", parties);
        root.put("neighbourShares", neighbourShares);
        root.put("failures", failures);
        List<Object> metrics = new ArrayList<>();
        for (Metric metric : results.metrics()) {
            Map<String, Object> row = new LinkedHashMap<>();
            row.put("name", metric.name());
            row.put("unit", metric.unit());
            row.put("higherIsBetter", metric.higherIsBetter());
            for (String column : Party.COLUMNS) {
                row.put(column, results.samples(metric, column));
            }
            metrics.add(row);
        }
        root.put("metrics", metrics);
        return root;
    }
}
