package io.tcplb.bench.e2e;

import io.tcplb.bench.e2e.Party.Route;
import io.tcplb.bench.load.OpenLoop;
import io.tcplb.bench.load.Schedule;
import io.tcplb.bench.load.Tally;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * The configuration is reloaded under two steady loads at once, one of new connections and one of requests on connections
 * that stay open. The new configuration has one more backend for both and one more listener; that the listener accepts
 * proves that the reload took place.
 *
 * @param warmUp of every proxy by each load, in seconds
 */
record Reload(List<Party> parties, int warmUp) implements Scenario {
    private static final int NEW_PER_SECOND = 1_000;
    private static final int KEPT_OPEN_PER_SECOND = 2_000;
    private static final int KEPT_OPEN = 50;
    private static final int LEAST_SECONDS = 3;
    private static final int POLL_MILLIS = 2;
    private static final Duration LIMIT = Duration.ofSeconds(10);
    private static final String WHEN = "during a reload";
    private static final Metric EFFECT = Metric.lower("reload: signal to a new listener that accepts", "ms", 0);
    private static final Cost COST = Cost.perRequest("of both kinds " + WHEN);

    @Override
    public String name() {
        return "reload";
    }

    @Override
    public int rounds(int asked) {
        return Math.min(asked, FEW_ROUNDS);
    }

    @Override
    public double secondsToMeasure(int seconds) {
        return Math.max(seconds, LEAST_SECONDS) + 2 * warmUp + 2;
    }

    @Override
    public Map<Metric, Double> measure(Party party, Rig rig, int seconds) throws IOException, InterruptedException {
        Path directory = rig.newDirectory();
        Route before = rig.webRoute();
        try (WebServer added = new WebServer(rig.newDirectory());
                Running running = party.launch(directory, List.of(before))) {
            WarmUp.newConnections(before.port(), warmUp);
            WarmUp.keptOpen(before.port(), warmUp);
            Route after = new Route(
                    before.name(), before.port(), List.of(before.backends().get(0), added.port()), before.checked());
            List<Route> routes = List.of(after, Route.to("added", true, added.port()));
            return measure(party, running, directory, routes, Math.max(seconds, LEAST_SECONDS));
        }
    }

    private static Map<Metric, Double> measure(
            Party party, Running running, Path directory, List<Route> routes, int seconds)
            throws IOException, InterruptedException {
        Map<Metric, Double> samples = new LinkedHashMap<>();
        CpuMeter cpu = new CpuMeter(running);
        try (OpenLoop fresh = start(running, seconds, NEW_PER_SECOND, BackendKill.LANES, false);
                OpenLoop keptOpen = start(running, seconds, KEPT_OPEN_PER_SECOND, KEPT_OPEN, true)) {
            fresh.awaitShare(1 / 3.0);
            long told = System.nanoTime();
            party.reload(running, directory, routes);
            awaitAccepting(routes.get(1).port(), told);
            double effect = (System.nanoTime() - told) / 1e6;
            Tally ofFresh = fresh.await();
            Tally ofKeptOpen = keptOpen.await();
            samples.putAll(BackendKill.rows("new connections " + WHEN, ofFresh));
            samples.putAll(BackendKill.rows("requests on open connections " + WHEN, ofKeptOpen));
            samples.putAll(COST.ofProxy(cpu, (double) ofFresh.answered() + ofKeptOpen.answered()));
            samples.put(EFFECT, effect);
            return samples;
        }
    }

    private static OpenLoop start(Running running, int seconds, int perSecond, int lanes, boolean keptOpen) {
        return OpenLoop.start(
                Net.address(running.port(Rig.WEB)),
                keptOpen ? WebServer.KEPT_OPEN : WebServer.FRESH,
                lanes,
                Schedule.lasting(seconds, perSecond));
    }

    private static void awaitAccepting(int port, long sinceNanos) throws IOException, InterruptedException {
        while (!Net.accepts(port)) {
            if (System.nanoTime() - sinceNanos > LIMIT.toNanos()) {
                throw new IOException("no reload within " + LIMIT);
            }
            TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
        }
    }
}
