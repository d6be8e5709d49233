package io.tcplb.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.tcplb.it.kit.Await;
import io.tcplb.it.kit.Conf;
import io.tcplb.it.kit.FreePorts;
import io.tcplb.it.kit.HttpLoad;
import io.tcplb.it.kit.Lab;
import io.tcplb.it.kit.LbProcess;
import io.tcplb.it.kit.NetworkZone;
import io.tcplb.it.kit.NginxServer;
import io.tcplb.it.kit.Transport;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Spares, the proving of a standby, lost zones and the balancer's own isolation, each told from the servers' ledgers. */
class FailoverIT {
    private static final Duration NOTICED = Duration.ofSeconds(20);

    @RegisterExtension
    final Lab lab = new Lab();

    @Test
    void twoSparesStandInForThreeFailuresOneForOne() throws Exception {
        NginxServer a = lab.nginx("a");
        NginxServer b = lab.nginx("b");
        NginxServer c = lab.nginx("c");
        NginxServer s = lab.nginx("s");
        NginxServer t = lab.nginx("t");
        LbProcess lb = lab.lb(
                Transport.EPOLL,
                Conf.listener("web")
                        + Conf.pool(
                                "web",
                                List.of(tier(a, 0), tier(b, 0), tier(c, 0), tier(s, 1), tier(t, 1)),
                                Conf.HTTP_CHECK,
                                "failover { mode = spares, failback.stable-for = 1s }"));
        for (NginxServer server : List.of(a, b, c, s, t)) {
            lb.awaitUp("web", server.id(), true, NOTICED);
        }
        HttpLoad load = lab.load(lb.address("web"), 200, Set.of("a", "b", "c", "s", "t"));
        load.awaitAnswers(100);
        assertThat(s.served() + t.served())
                .as("requests to spares while nobody is missing")
                .isZero();

        load.betweenRequests(a::kill);
        lb.awaitServing("web", NOTICED, "b", "c", "s");
        load.awaitAnswers(100);
        assertThat(t.served())
                .as("requests to the second spare while one is missing")
                .isZero();
        load.betweenRequests(b::kill);
        lb.awaitServing("web", NOTICED, "c", "s", "t");
        load.betweenRequests(c::kill);
        lb.awaitServing("web", NOTICED, "s", "t");

        a.restart();
        lb.awaitServing("web", NOTICED, "a", "s", "t");
        b.restart();
        lb.awaitServing("web", NOTICED, "a", "b", "s");
        c.restart();
        lb.awaitServing("web", NOTICED, "a", "b", "c");
        assertThat(load.finish()).isEmpty();
    }

    @Test
    void aManualFailbackWaitsForTheOperator() throws Exception {
        NginxServer a = lab.nginx("a");
        NginxServer s = lab.nginx("s");
        LbProcess lb = lab.lb(
                Transport.EPOLL,
                Conf.listener("web")
                        + Conf.pool(
                                "web",
                                List.of(tier(a, 0), tier(s, 1)),
                                Conf.HTTP_CHECK,
                                "failover.failback { mode = manual, stable-for = 0s }"));
        lb.awaitUp("web", "s", true, NOTICED);
        lb.awaitServing("web", NOTICED, "a");
        HttpLoad load = lab.load(lb.address("web"), 100, Set.of("a", "s"));
        load.awaitAnswers(50);
        load.betweenRequests(a::kill);
        lb.awaitServing("web", NOTICED, "s");
        a.restart();
        lb.awaitUp("web", "a", true, NOTICED);
        long served = a.served();
        load.awaitAnswers(200);
        assertThat(a.served()).as("requests to a before the operator's word").isEqualTo(served);

        URI failback = URI.create("http://127.0.0.1:%d/v1/pools/web/failback"
                .formatted(lb.address("admin").getPort()));
        HttpRequest word = HttpRequest.newBuilder(failback)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.noBody())
                .build();
        assertThat(HttpClient.newHttpClient()
                        .send(word, HttpResponse.BodyHandlers.ofString())
                        .statusCode())
                .isEqualTo(200);
        lb.awaitServing("web", NOTICED, "a");
        assertThat(load.finish()).isEmpty();
    }

    @Test
    void aBrokenStandbyIsFoundBeforeItIsNeeded() throws Exception {
        NginxServer a = lab.nginx("a");
        NginxServer health = lab.nginx("health");
        LbProcess lb = lab.lb(
                Transport.EPOLL,
                Conf.listener("web")
                        + Conf.pool(
                                "web",
                                List.of(tier(a, 0), Conf.backend("s", "127.0.0.1:" + FreePorts.next(), "tier = 1")),
                                // The standby's check asks somebody else, who is well.
                                "health-check { interval = 200ms, port = %d }".formatted(health.port()),
                                "failover.trickle = 10%"));
        lb.awaitUp("web", "s", true, NOTICED);
        HttpLoad load = lab.load(lb.address("web"), 200, Set.of("a"));
        Await.until(
                "the standby is known to be broken", NOTICED, () -> lb.output().contains("to=broken"));
        load.awaitAnswers(200);
        assertThat(load.finish()).isEmpty();
        assertThat(lb.metrics().count("lb_backend_connect_failures_total", "backend", "s", "reason", "refused"))
                .isPositive();
    }

    @Test
    void aLostZoneIsServedByTheOther() throws Exception {
        NetworkZone one = lab.zone(1);
        NetworkZone two = lab.zone(2);
        NginxServer a = lab.nginx("a", one);
        NginxServer b = lab.nginx("b", two);
        LbProcess lb = lab.lb(
                Transport.EPOLL,
                "zone = z1\n" + Conf.listener("web")
                        + Conf.pool(
                                "web",
                                List.of(
                                        Conf.backend("a", a.address(), "zone = z1"),
                                        Conf.backend("b", b.address(), "zone = z2")),
                                "health-check { interval = 500ms, timeout = 500ms, fast-interval = 100ms, fall = 2 }",
                                "connect { timeout = 300ms }",
                                "failover { zone-policy = prefer-local, failback.stable-for = 1s }"));
        lb.awaitUp("web", "b", true, NOTICED);
        lb.awaitServing("web", NOTICED, "a");
        HttpLoad load = lab.load(lb.address("web"), 100, Set.of("a", "b"));
        load.awaitAnswers(100);
        assertThat(b.served()).as("requests that left the zone").isZero();

        load.betweenRequests(one::cut);
        lb.awaitServing("web", NOTICED, "b");
        load.awaitAnswers(100);
        one.mend();
        lb.awaitServing("web", NOTICED, "a");
        assertThat(load.finish()).isEmpty();
    }

    @Test
    void suspectsItselfWhenEveryLinkIsCutAndStaysWithWhatItKnew() throws Exception {
        NetworkZone one = lab.zone(1);
        NetworkZone two = lab.zone(2);
        List<NginxServer> servers = List.of(lab.nginx("a", one), lab.nginx("b", one), lab.nginx("c", two));
        LbProcess lb = lab.lb(
                Transport.EPOLL,
                Conf.listener("web")
                        + Conf.pool(
                                "web",
                                Conf.backends(servers.toArray(NginxServer[]::new)),
                                "health-check { interval = 500ms, timeout = 500ms, fall = 5 }"));
        lb.awaitServing("web", NOTICED, "a", "b", "c");

        one.cut();
        two.cut();
        Await.until("isolated", NOTICED, () -> lb.metrics().count("lb_isolated") == 1);
        long probes = lb.metrics().count("lb_health_checks_total", "result", "fail");
        Await.until(
                "enough lost probes to take everybody down",
                NOTICED,
                () -> lb.metrics().count("lb_health_checks_total", "result", "fail") > probes + 20);
        assertThat(lb.metrics().by("backend", "lb_backend_up").values()).containsOnly(1L);

        one.mend();
        two.mend();
        Await.until("no longer isolated", NOTICED, () -> lb.metrics().count("lb_isolated") == 0);
        lb.awaitServing("web", NOTICED, "a", "b", "c");
        assertThat(lb.metrics().count("lb_failovers_total", "pool", "web")).isZero();
    }

    @Test
    void oneHostThatDiesIsNotMistakenForIsolation() throws Exception {
        NetworkZone one = lab.zone(1);
        List<NginxServer> servers = List.of(lab.nginx("a", one), lab.nginx("b", one), lab.nginx("c", one));
        LbProcess lb = lab.lb(
                Transport.EPOLL,
                Conf.listener("web")
                        + Conf.pool(
                                "web",
                                Conf.backends(servers.toArray(NginxServer[]::new)),
                                "health-check { interval = 500ms, timeout = 500ms, fast-interval = 100ms, fall = 2 }"));
        lb.awaitServing("web", NOTICED, "a", "b", "c");
        one.cut();
        for (NginxServer server : servers) {
            lb.awaitUp("web", server.id(), false, NOTICED);
        }
        assertThat(lb.metrics().count("lb_isolated")).isZero();
    }

    private static String tier(NginxServer server, int tier) {
        return Conf.backend(server.id(), server.address(), "tier = " + tier);
    }
}
