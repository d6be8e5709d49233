package io.tcplb.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.tcplb.it.kit.Conf;
import io.tcplb.it.kit.FaultServer;
import io.tcplb.it.kit.HttpLoad;
import io.tcplb.it.kit.Lab;
import io.tcplb.it.kit.LbProcess;
import io.tcplb.it.kit.NginxServer;
import io.tcplb.it.kit.Sockets;
import io.tcplb.it.kit.Transport;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who gets which session. Picking knows nothing of transports, so one is enough. */
class AlgorithmsIT {
    private static final Duration SOON = Duration.ofSeconds(10);

    @RegisterExtension
    final Lab lab = new Lab();

    @Test
    void roundRobinFollowsTheWeights() throws Exception {
        FaultServer[] servers = greeters();
        LbProcess lb = start("round-robin", servers);
        Map<String, Integer> given = sessions(lb, 600);
        assertThat(given.get("a")).isBetween(98, 102);
        assertThat(given.get("b")).isBetween(198, 202);
        assertThat(given.get("c")).isBetween(298, 302);
    }

    @Test
    void leastConnectionsFillsUpByWeight() throws Exception {
        LbProcess lb = start("least-connections", greeters());
        Map<String, Integer> held = new HashMap<>();
        for (int i = 0; i < 60; i++) {
            held.merge(greeting(lab.closing(Sockets.connect(lb.address("x")))), 1, Integer::sum);
        }
        assertThat(held.get("a")).isBetween(9, 11);
        assertThat(held.get("b")).isBetween(19, 21);
        assertThat(held.get("c")).isBetween(29, 31);
    }

    @Test
    void randomTwoFillsUpByWeightToo() throws Exception {
        LbProcess lb = start("random-two", greeters());
        Map<String, Integer> held = new HashMap<>();
        for (int i = 0; i < 120; i++) {
            held.merge(greeting(lab.closing(Sockets.connect(lb.address("x")))), 1, Integer::sum);
        }
        assertThat(held.get("a")).isBetween(8, 34);
        assertThat(held.get("b")).isBetween(26, 56);
        assertThat(held.get("c")).isBetween(44, 80);
    }

    @Test
    void firstFillsInConfigurationOrder() throws Exception {
        assertThat(sessions(start("first", greeters()), 50)).isEqualTo(Map.of("a", 50));
    }

    @ParameterizedTest
    @ValueSource(strings = {"source-hash", "maglev"})
    void aClientAddressSticksToItsBackend(String algorithm) throws Exception {
        NginxServer a = lab.nginx("a");
        NginxServer b = lab.nginx("b");
        NginxServer c = lab.nginx("c");
        LbProcess lb = lab.lb(
                Transport.EPOLL,
                Conf.listener("x")
                        + Conf.pool("x", Conf.backends(a, b, c), Conf.HTTP_CHECK, "algorithm = " + algorithm));
        lb.awaitServing("x", SOON, "a", "b", "c");
        Map<String, String> home = homes(lb);
        assertThat(homes(lb)).isEqualTo(home);
        assertThat(Set.copyOf(home.values())).containsExactlyInAnyOrder("a", "b", "c");

        c.kill();
        lb.awaitServing("x", SOON, "a", "b");
        Map<String, String> without = homes(lb);
        assertThat(without.values()).doesNotContain("c");
        long moved = home.keySet().stream()
                .filter(client -> !home.get(client).equals("c"))
                .filter(client -> !home.get(client).equals(without.get(client)))
                .count();
        // Maglev moves a few more than it must (Eisenbud et al., NSDI 2016, section 5.3); rendezvous moves none.
        assertThat(moved).isLessThanOrEqualTo(algorithm.equals("maglev") ? 15 : 60);

        c.restart();
        lb.awaitServing("x", SOON, "a", "b", "c");
        assertThat(homes(lb)).isEqualTo(home);
    }

    @Test
    void aRecoveredBackendRampsUpToItsShare() throws Exception {
        NginxServer a = lab.nginx("a");
        NginxServer b = lab.nginx("b");
        LbProcess lb = lab.lb(
                Transport.EPOLL,
                Conf.listener("x") + Conf.pool("x", Conf.backends(a, b), Conf.HTTP_CHECK, "slow-start = 6s"));
        lb.awaitServing("x", SOON, "a", "b");
        b.kill();
        lb.awaitServing("x", SOON, "a");
        b.restart();
        HttpLoad load = lab.load(lb.address("x"), 300, Set.of("a", "b"));
        lb.awaitServing("x", SOON, "a", "b");
        double early = share(load, 300);
        load.awaitAnswers(1500);
        double late = share(load, 300);
        assertThat(early).as("share in the first second").isLessThan(0.35);
        assertThat(late).as("share at the end").isBetween(0.45, 0.55);
        assertThat(load.finish()).isEmpty();
    }

    private static double share(HttpLoad load, int of) {
        long b = load.answered().getOrDefault("b", 0L);
        long all = load.succeeded();
        load.awaitAnswers(of);
        return (double) (load.answered().getOrDefault("b", 0L) - b) / (load.succeeded() - all);
    }

    private FaultServer[] greeters() throws Exception {
        return new FaultServer[] {
            lab.server(FaultServer.greetsAndEchoes("a")),
            lab.server(FaultServer.greetsAndEchoes("b")),
            lab.server(FaultServer.greetsAndEchoes("c"))
        };
    }

    /** Three backends with the weights 1, 2 and 3. */
    private LbProcess start(String algorithm, FaultServer[] servers) {
        List<String> backends = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            backends.add(Conf.backend("" + (char) ('a' + i), servers[i].address(), "weight = " + (i + 1)));
        }
        return lab.lb(
                Transport.EPOLL,
                Conf.listener("x") + Conf.pool("x", backends, Conf.NO_CHECK, "algorithm = " + algorithm));
    }

    private static Map<String, Integer> sessions(LbProcess lb, int count) throws Exception {
        Map<String, Integer> given = new HashMap<>();
        for (int i = 0; i < count; i++) {
            try (Socket client = Sockets.connect(lb.address("x"))) {
                given.merge(greeting(client), 1, Integer::sum);
            }
        }
        return given;
    }

    private static String greeting(Socket client) throws Exception {
        return Sockets.receive(client, 1);
    }

    /** Which backend each of sixty client addresses gets. */
    private static Map<String, String> homes(LbProcess lb) throws Exception {
        Map<String, String> homes = new HashMap<>();
        for (int i = 2; i < 62; i++) {
            String client = "127.0.0." + i;
            homes.put(client, Sockets.get(client, lb.address("x"), "/"));
        }
        return homes;
    }
}
