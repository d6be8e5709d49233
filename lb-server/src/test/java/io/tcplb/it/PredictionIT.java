package io.tcplb.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.tcplb.it.kit.Await;
import io.tcplb.it.kit.Command;
import io.tcplb.it.kit.Conf;
import io.tcplb.it.kit.HttpLoad;
import io.tcplb.it.kit.Lab;
import io.tcplb.it.kit.LbProcess;
import io.tcplb.it.kit.NginxServer;
import io.tcplb.it.kit.Transport;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What the simulator says will happen is what happens: the same decisions in the same order, at about the same times. */
class PredictionIT {
    private static final Duration NOTICED = Duration.ofSeconds(30);
    private static final Set<String> KINDS = Set.of("health", "tier", "spare", "failback");

    /** One check interval, and what a busy machine adds to it. */
    private static final double TOLERANCE_SECONDS = 1.0 + 0.7;

    private static final String CHECK = "health-check { interval = 1s, timeout = 1s, fast-interval = 200ms, rise = 2 }";

    @RegisterExtension
    final Lab lab = new Lab();

    /** @param atSeconds since the fault */
    private record Event(double atSeconds, String what) {}

    @Test
    void activePassiveWithFailback() throws Exception {
        NginxServer a = lab.nginx("a");
        NginxServer s = lab.nginx("s");
        rehearsed(
                Conf.pool("web", List.of(tier(a, 0), tier(s, 1)), CHECK, "failover.failback.stable-for = 3s"),
                a,
                List.of(a, s),
                List.of("a"));
    }

    @Test
    void aSpareForOneOfThree() throws Exception {
        NginxServer a = lab.nginx("a");
        NginxServer b = lab.nginx("b");
        NginxServer s = lab.nginx("s");
        rehearsed(
                Conf.pool(
                        "web",
                        List.of(tier(a, 0), tier(b, 0), tier(s, 1)),
                        CHECK,
                        "failover { mode = spares, failback.stable-for = 2s }"),
                b,
                List.of(a, b, s),
                List.of("a", "b"));
    }

    @Test
    void theOnlyOneAndHeldClients() throws Exception {
        NginxServer a = lab.nginx("a");
        rehearsed(
                Conf.pool("web", List.of(tier(a, 0)), CHECK, "failover { all-down = hold, hold.timeout = 20s }"),
                a,
                List.of(a),
                List.of("a"));
    }

    /** Kills {@code victim} for six seconds, in both worlds. */
    private void rehearsed(String pool, NginxServer victim, List<NginxServer> servers, List<String> serving)
            throws Exception {
        LbProcess lb = lab.lb(Transport.EPOLL, Conf.listener("web") + pool);
        for (NginxServer server : servers) {
            lb.awaitUp("web", server.id(), true, NOTICED);
        }
        lb.awaitServing("web", NOTICED, serving.toArray(String[]::new));
        HttpLoad load = lab.load(lb.address("web"), 100, Set.of("a", "b", "s"));
        load.awaitAnswers(100);

        Instant fault = Instant.now();
        victim.kill();
        Await.until(
                "six seconds",
                NOTICED,
                () -> Duration.between(fault, Instant.now()).toSeconds() >= 6);
        victim.restart();
        lb.awaitServing("web", NOTICED, serving.toArray(String[]::new));
        load.finish();

        List<Event> real = happened(lb, fault);
        List<Event> predicted = predicted(lb, victim);
        assertThat(real.stream().map(Event::what))
                .containsExactlyElementsOf(predicted.stream().map(Event::what).toList());
        for (int i = 0; i < real.size(); i++) {
            assertThat(Math.abs(real.get(i).atSeconds() - predicted.get(i).atSeconds()))
                    .as("%s, predicted %s", real.get(i), predicted.get(i))
                    .isLessThan(TOLERANCE_SECONDS);
        }
    }

    private static List<Event> happened(LbProcess lb, Instant fault) throws Exception {
        URI uri = URI.create(
                "http://127.0.0.1:%d/v1/events".formatted(lb.address("admin").getPort()));
        String lines = HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString())
                .body();
        List<Event> events = new ArrayList<>();
        for (String line : lines.lines().toList()) {
            Config event = ConfigFactory.parseString(line);
            Instant at = Instant.parse(event.getString("time"));
            if (at.isAfter(fault)) {
                add(events, event, Duration.between(fault, at).toNanos() / 1e9);
            }
        }
        return events;
    }

    private List<Event> predicted(LbProcess lb, NginxServer victim) throws Exception {
        Path scenario = lab.directory("scenario").resolve("scenario.conf");
        Files.writeString(scenario, """
                duration = 40s
                load = [ { rate = 100 } ]
                session = 5ms
                events = [ { at = 10s, down = "web/%s", for = 6s } ]
                """.formatted(victim.id()));
        List<String> command = new ArrayList<>(LbProcess.command());
        command.addAll(List.of("simulate", "-c", lb.configFile().toString(), "--json", scenario.toString()));
        Command done = Command.run(Duration.ofSeconds(60), command.toArray(String[]::new));
        assertThat(done.status()).as(done.stderr()).isZero();
        List<Event> events = new ArrayList<>();
        for (String line : done.stdout().lines().toList()) {
            Config second = ConfigFactory.parseString(line);
            if (second.hasPath("events")) {
                for (Config event : second.getConfigList("events")) {
                    if (event.hasPath("kind") && event.getDouble("at") >= 10) {
                        add(events, event, event.getDouble("at") - 10);
                    }
                }
            }
        }
        return events;
    }

    private static void add(List<Event> events, Config event, double atSeconds) {
        if (KINDS.contains(event.getString("kind"))) {
            events.add(new Event(
                    atSeconds,
                    event.getString("kind") + " " + event.getString("backend") + " " + event.getString("from") + " -> "
                            + event.getString("to")));
        }
    }

    private static String tier(NginxServer server, int tier) {
        return Conf.backend(server.id(), server.address(), "tier = " + tier);
    }
}
