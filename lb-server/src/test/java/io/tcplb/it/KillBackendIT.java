package io.tcplb.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.tcplb.it.kit.Await;
import io.tcplb.it.kit.Conf;
import io.tcplb.it.kit.HttpLoad;
import io.tcplb.it.kit.Lab;
import io.tcplb.it.kit.LbProcess;
import io.tcplb.it.kit.NginxServer;
import io.tcplb.it.kit.Transport;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The main promise: a backend that dies costs nobody anything. */
class KillBackendIT {
    private static final Duration NOTICED = Duration.ofSeconds(10);
    private static final int PER_SECOND = 500;

    @RegisterExtension
    final Lab lab = new Lab();

    @ParameterizedTest
    @EnumSource(Transport.class)
    void twentyDeathsFailNoRequest(Transport transport) throws Exception {
        List<NginxServer> servers = List.of(lab.nginx("a"), lab.nginx("b"), lab.nginx("c"));
        // What a server had been handed and not answered dies with it, unless it may be given to another.
        LbProcess lb = start(transport, servers, "replay.mode = always");
        HttpLoad load = lab.load(lb.address("web"), PER_SECOND, Set.of("a", "b", "c"));
        load.awaitAnswers(300);

        for (int death = 0; death < 20; death++) {
            NginxServer victim = servers.get(death % 3);
            victim.kill();
            lb.awaitUp("web", victim.id(), false, NOTICED);
            load.awaitAnswers(50);
            long passed = passed(lb, victim);
            victim.restart();
            lb.awaitUp("web", victim.id(), true, NOTICED);
            assertThat(passed(lb, victim) - passed)
                    .as("passes before it is up again")
                    .isGreaterThanOrEqualTo(2);
            assertShare(lb, victim);
        }

        assertThat(load.finish()).as("of %d requests", load.started()).isEmpty();
        assertThat(load.succeeded()).isEqualTo(load.started());
    }

    @ParameterizedTest
    @EnumSource(Transport.class)
    void aDeathAtAnyMomentCostsOnlyWhatTheServerHadBeenHanded(Transport transport) throws Exception {
        List<NginxServer> servers = List.of(lab.nginx("a"), lab.nginx("b"), lab.nginx("c"));
        LbProcess lb = start(transport, servers);
        HttpLoad load = lab.load(lb.address("web"), PER_SECOND, Set.of("a", "b", "c"));
        load.awaitAnswers(300);

        List<Long> deaths = new ArrayList<>();
        for (int death = 0; death < 4; death++) {
            NginxServer victim = servers.get(death % 3);
            victim.kill();
            deaths.add(load.sinceStart());
            lb.awaitUp("web", victim.id(), false, NOTICED);
            victim.restart();
            lb.awaitUp("web", victim.id(), true, NOTICED);
        }

        for (HttpLoad.Failure failure : load.finish()) {
            assertThat(deaths)
                    .as("%s was under way when a server died", failure)
                    .anyMatch(death -> failure.startedAtMillis() <= death && failure.atMillis() >= death - 500);
        }
    }

    private LbProcess start(Transport transport, List<NginxServer> servers, String... options) {
        LbProcess lb = lab.lb(
                transport,
                Conf.listener("web")
                        + Conf.pool(
                                "web",
                                Conf.backends(servers.toArray(NginxServer[]::new)),
                                Conf.HTTP_CHECK,
                                String.join("\n", options)));
        lb.awaitServing("web", NOTICED, "a", "b", "c");
        return lb;
    }

    private static long passed(LbProcess lb, NginxServer server) {
        return lb.metrics().count("lb_health_checks_total", "backend", server.id(), "result", "pass");
    }

    /** Fails unless a third of the next sessions are given to it. */
    private static void assertShare(LbProcess lb, NginxServer server) {
        Map<String, Long> before = given(lb);
        Map<String, Long> gained = new HashMap<>();
        Await.until("150 more sessions", NOTICED, () -> {
            given(lb).forEach((backend, count) -> gained.put(backend, count - before.getOrDefault(backend, 0L)));
            return total(gained) >= 150;
        });
        assertThat((double) gained.get(server.id()) / total(gained))
                .as("share of %s in %s", server.id(), gained)
                .isBetween(0.30, 0.37);
    }

    private static Map<String, Long> given(LbProcess lb) {
        return lb.metrics().by("backend", "lb_backend_sessions_total");
    }

    private static long total(Map<String, Long> counts) {
        return counts.values().stream().mapToLong(Long::longValue).sum();
    }
}
