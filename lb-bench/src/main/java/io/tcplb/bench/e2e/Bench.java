package io.tcplb.bench.e2e;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Runs every scenario with every party in interleaved rounds, and reports. */
public final class Bench {
    private final Options options;
    private final Rig rig;
    private final Results results = new Results();
    private final List<Double> neighbourShares = new ArrayList<>();
    private final List<String> failures = new ArrayList<>();

    private Bench(Options options, Rig rig) {
        this.options = options;
        this.rig = rig;
    }

    /** Measures as {@code args} say and exits: 0 when every measurement succeeded, 1 when not, 2 on bad usage. */
    public static void main(String[] args) throws IOException, InterruptedException {
        Options options;
        try {
            options = Options.parse(List.of(args), Path.of("").toAbsolutePath());
        } catch (IllegalArgumentException e) {
            System.err.println(e.getMessage());
            System.exit(2);
            return;
        }
        System.exit(runAll(options) ? 0 : 1);
    }

    private static boolean runAll(Options options) throws IOException, InterruptedException {
        try (Rig rig = new Rig()) {
            Bench bench = new Bench(options, rig);
            List<Scenario> scenarios = new Scenarios(options).all();
            Map<String, String> parties = describe(scenarios);
            for (Scenario scenario : scenarios) {
                bench.run(scenario);
            }
            new Report(options, parties, bench.results, bench.neighbourShares, bench.failures).write();
            return bench.failures.isEmpty();
        }
    }

    /** Also builds lb where that is needed, before anything is timed. */
    private static Map<String, String> describe(List<Scenario> scenarios) throws IOException, InterruptedException {
        Map<String, String> descriptions = new LinkedHashMap<>();
        for (Scenario scenario : scenarios) {
            for (Party party : scenario.parties()) {
                if (!party.column().equals(Party.DIRECT) && !descriptions.containsKey(party.name())) {
                    descriptions.put(party.name(), party.version() + "; " + party.options());
                }
            }
        }
        return descriptions;
    }

    private void run(Scenario scenario) throws InterruptedException {
        List<Party> order = new ArrayList<>(scenario.parties());
        if (scenario.needsWarmUp()) {
            for (Party party : order) {
                measure(scenario, party, options.warmUpSeconds());
            }
        }
        for (int round = 1; round <= options.rounds(); round++) {
            for (Party party : order) {
                Neighbours neighbours = new Neighbours();
                Map<Metric, Double> samples = measure(scenario, party, options.seconds());
                double share = neighbours.share();
                neighbourShares.add(share);
                samples.forEach((metric, value) -> results.add(metric, party.column(), value));
                progress(scenario, round, party, samples, share);
            }
            Collections.rotate(order, -1); // nobody always follows the same neighbour's load
        }
    }

    private Map<Metric, Double> measure(Scenario scenario, Party party, int seconds) throws InterruptedException {
        try {
            return scenario.measure(party, rig, seconds);
        } catch (IOException e) {
            String failure = scenario.name() + ", " + party.name() + ": " + e.getMessage();
            failures.add(failure);
            System.err.println("FAILED " + failure);
            return Map.of();
        }
    }

    private void progress(Scenario scenario, int round, Party party, Map<Metric, Double> samples, double share) {
        StringBuilder line = new StringBuilder(String.format(
                Locale.ROOT, "%-12s %d/%d %-22s", scenario.name(), round, options.rounds(), party.name()));
        samples.forEach((metric, value) ->
                line.append(String.format(Locale.ROOT, " %,." + metric.decimals() + "f %s", value, metric.unit())));
        System.err.println(line.append(String.format(Locale.ROOT, " (others %.0f %%)", share * 100)));
    }
}
