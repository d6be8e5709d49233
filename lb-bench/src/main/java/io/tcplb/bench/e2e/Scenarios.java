package io.tcplb.bench.e2e;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * Who takes part in what. Tuned peers do where a setting of theirs bears on the load: connections and small messages
 * for HAProxy, connections for nginx, buffers in bulk for both.
 */
final class Scenarios {
    /** lb's default {@code runtime.relay-buffer}, given to the peers as well. */
    private static final int LARGE_BUFFER = 512 * 1024;

    /** A bulk stream is at full speed in a fraction of a second. */
    private static final int BULK_WARM_UP_SECONDS = 2;

    private static final int CONNECTIONS_AT_ONCE = 32;
    private static final int IDLE = 1000;
    private static final int BUSY = 50;
    private static final int STREAMS_BESIDE = 8;

    private final Options options;
    private final Party direct = new Direct();
    private final Party haProxy = HaProxy.defaults();
    private final Party nginx = Nginx.defaults();
    private final Party lb;
    private final Path launcher;

    Scenarios(Options options) {
        this.options = options;
        launcher = options.root().resolve("bin/lb");
        lb = Lb.defaults(launcher);
    }

    List<Scenario> all() {
        return Stream.of(smallMessages(), bulk(), resources(), events())
                .flatMap(List::stream)
                .filter(options::includes)
                .toList();
    }

    private List<Scenario> smallMessages() {
        List<Party> everybody = chosen(direct, haProxy, nginx, lb);
        List<Party> tunedToo = chosen(direct, haProxy, HaProxy.tuned(), nginx, lb);
        return List.of(
                new Steady(
                        "connections",
                        chosen(direct, haProxy, HaProxy.tuned(), nginx, Nginx.tuned(), lb),
                        WrkLoad.newConnections(CONNECTIONS_AT_ONCE),
                        Cost.perConnection()),
                keptOpen(1, everybody),
                keptOpen(50, tunedToo),
                keptOpen(500, tunedToo),
                new HalfLoad(tunedToo),
                new Steady(
                        "idle-busy",
                        everybody,
                        IdleBeside.wrk(IDLE, BUSY),
                        Cost.perRequest(IdleBeside.description(IDLE, BUSY))),
                besideBulk(everybody));
    }

    private static Scenario keptOpen(int connections, List<Party> parties) {
        return new Steady(
                "requests-" + connections,
                parties,
                WrkLoad.keptOpen(connections),
                Cost.perRequest(WrkLoad.on(connections)));
    }

    private static Scenario besideBulk(List<Party> parties) {
        String where = "on 4 open connections beside " + STREAMS_BESIDE + " bulk streams";
        Load quick = new WrkLoad(
                4,
                List.of(),
                Metric.higher("small requests " + where, "1/s", 0),
                List.of(Metric.lower("p50 " + where, "µs", 0), Metric.lower("p99 " + where, "µs", 0)));
        String streams = STREAMS_BESIDE + " bulk streams with small requests beside them";
        return new Steady(
                "bulk-busy",
                parties,
                new BulkBeside(quick, BulkLoad.of(STREAMS_BESIDE, false, streams)),
                Cost.perGigabyte(streams),
                BULK_WARM_UP_SECONDS,
                Scenario.FEW_ROUNDS);
    }

    private List<Scenario> bulk() {
        List<Party> parties =
                chosen(direct, haProxy, HaProxy.buffersOf(LARGE_BUFFER), nginx, Nginx.buffersOf(LARGE_BUFFER), lb);
        // One stream is the row with a goal; the others say whether it holds elsewhere.
        int few = Scenario.FEW_ROUNDS;
        return List.of(
                bulk("bulk", 1, false, "one bulk stream to the client", parties, Integer.MAX_VALUE),
                bulk("bulk-up", 1, true, "one bulk stream to the backend", parties, few),
                bulk("bulk-8", 8, false, "eight bulk streams to the client", parties, few),
                bulk("bulk-8-up", 8, true, "eight bulk streams to the backend", parties, few),
                bulk(
                        "bulk-splice",
                        1,
                        false,
                        "one bulk stream to the client, HAProxy with splice-auto",
                        chosen(HaProxy.splicing(), lb),
                        few));
    }

    private static Scenario bulk(
            String name, int streams, boolean up, String description, List<Party> parties, int mostRounds) {
        return new Steady(
                name,
                parties,
                BulkLoad.of(streams, up, description),
                Cost.perGigabyte(description),
                BULK_WARM_UP_SECONDS,
                mostRounds);
    }

    private List<Scenario> resources() {
        return List.of(new Memory(chosen(haProxy, nginx, lb)), new LiveMemory(chosen(Lb.countingMemory(launcher))));
    }

    private List<Scenario> events() {
        List<Party> proxies = chosen(haProxy, nginx, lb);
        return List.of(
                new Startup(proxies),
                new BackendKill(proxies, options.warmUpSeconds()),
                new Reload(chosen(HaProxy.reloading(), nginx, lb), options.warmUpSeconds()));
    }

    private List<Party> chosen(Party... parties) {
        return Stream.of(parties).filter(options::includes).toList();
    }
}
