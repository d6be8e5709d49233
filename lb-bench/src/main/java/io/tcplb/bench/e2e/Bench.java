package io.tcplb.bench.e2e;

import io.netty.util.internal.logging.InternalLoggerFactory;
import io.netty.util.internal.logging.JdkLoggerFactory;
import java.io.IOException;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneId;
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

    /** Measures, or draws, as {@code args} say and exits: 0 when every measurement succeeded, 1 when not, 2 on bad usage. */
    public static void main(String[] args) throws IOException, InterruptedException {
        InternalLoggerFactory.setDefaultFactory(JdkLoggerFactory.INSTANCE); // warnings of the load generator's loop
        System.exit(run(List.of(args), Path.of("").toAbsolutePath()));
    }

    private static int run(List<String> args, Path root) throws IOException, InterruptedException {
        Options options;
        try {
            if (!args.isEmpty() && args.get(0).equals("charts")) {
                Charts.redraw(args.subList(1, args.size()), root);
                return 0;
            }
            options = Options.parse(args, root);
        } catch (IllegalArgumentException e) {
            System.err.println(e.getMessage());
            return 2;
        }
        return runAll(options) ? 0 : 1;
    }

    private static boolean runAll(Options options) throws IOException, InterruptedException {
        try (Rig rig = new Rig()) {
            Bench bench = new Bench(options, rig);
            List<Scenario> scenarios = new Scenarios(options).all();
            Map<String, String> parties = describe(scenarios);
            System.err.printf(
                    Locale.ROOT, "bench: about %.0f minutes%n", Math.ceil(estimateSeconds(scenarios, options) / 60));
            for (Scenario scenario : scenarios) {
                bench.run(scenario);
            }
            Report.write(bench.recording(parties), options.root().resolve("lb-bench/target/bench"));
            return bench.failures.isEmpty();
        }
    }

    private Recording recording(Map<String, String> parties) {
        return new Recording(
                Procfs.machine(),
                LocalDate.now(ZoneId.systemDefault()).toString(),
                options.rounds(),
                options.seconds(),
                options.warmUpSeconds(),
                parties,
                neighbourShares,
                failures,
                results);
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

    /** Returns about how long the whole run takes, without starting the parties for the first time. */
    static double estimateSeconds(List<Scenario> scenarios, Options options) {
        double sum = 0;
        for (Scenario scenario : scenarios) {
            double each = scenario.secondsToPrepare(options.warmUpSeconds())
                    + scenario.rounds(options.rounds()) * scenario.secondsToMeasure(options.seconds());
            sum += scenario.parties().size() * each;
        }
        return sum;
    }

    private void run(Scenario scenario) throws InterruptedException {
        List<Party> order = new ArrayList<>(scenario.parties());
        try {
            scenario.prepare(rig);
        } catch (IOException e) {
            fail(scenario.name() + ": " + e.getMessage());
            return;
        }
        for (Party party : order) {
            attempt(scenario, party, () -> {
                scenario.warmUp(party, rig, options.warmUpSeconds());
                return Map.of();
            });
        }
        int rounds = scenario.rounds(options.rounds());
        for (int round = 1; round <= rounds; round++) {
            for (Party party : order) {
                Neighbours neighbours = new Neighbours();
                Map<Metric, Double> samples =
                        attempt(scenario, party, () -> scenario.measure(party, rig, options.seconds()));
                double share = neighbours.share();
                neighbourShares.add(share);
                samples.forEach((metric, value) -> results.add(scenario.name(), metric, party.column(), value));
                progress(scenario, round + "/" + rounds, party, samples, share);
            }
            Collections.rotate(order, -1); // nobody always follows the same neighbour's load
        }
    }

    /** A measurement that fails is reported, and the others go on. */
    private Map<Metric, Double> attempt(Scenario scenario, Party party, Measurement measurement)
            throws InterruptedException {
        try {
            return measurement.run();
        } catch (IOException | RuntimeException e) {
            fail(scenario.name() + ", " + party.name() + ": " + e.getMessage());
            return Map.of();
        }
    }

    private void fail(String failure) {
        failures.add(failure);
        System.err.println("FAILED " + failure);
    }

    private interface Measurement {
        Map<Metric, Double> run() throws IOException, InterruptedException;
    }

    private void progress(Scenario scenario, String round, Party party, Map<Metric, Double> samples, double share) {
        StringBuilder line =
                new StringBuilder(String.format(Locale.ROOT, "%-12s %s %-22s", scenario.name(), round, party.name()));
        samples.forEach((metric, value) ->
                line.append(String.format(Locale.ROOT, " %,." + metric.decimals() + "f %s", value, metric.unit())));
        System.err.println(line.append(String.format(Locale.ROOT, " (others %.0f %%)", share * 100)));
    }
}
