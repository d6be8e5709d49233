package io.tcplb.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.tcplb.it.kit.Await;
import io.tcplb.it.kit.Conf;
import io.tcplb.it.kit.FaultServer;
import io.tcplb.it.kit.FreePorts;
import io.tcplb.it.kit.Lab;
import io.tcplb.it.kit.LbProcess;
import io.tcplb.it.kit.Metrics;
import io.tcplb.it.kit.NginxServer;
import io.tcplb.it.kit.RedisServer;
import io.tcplb.it.kit.Sockets;
import io.tcplb.it.kit.Transport;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** How lb finds out. */
class HealthChecksIT {
    private static final Duration SOON = Duration.ofSeconds(10);
    private static final String QUICK = "interval = 300ms, timeout = 300ms, fast-interval = 100ms, fall = 2, rise = 2";

    @RegisterExtension
    final Lab lab = new Lab();

    @Test
    void httpLooksAtTheStatus() {
        NginxServer nginx = lab.nginx("a");
        LbProcess lb = start(Conf.backend("a", nginx.address()), "type = http, http.path = \"/health\"");
        lb.awaitUp("x", "a", true, SOON);
        nginx.healthy(false);
        lb.awaitUp("x", "a", false, SOON);
        assertThat(lb.output()).contains("503");
        nginx.healthy(true);
        lb.awaitUp("x", "a", true, SOON);
    }

    @Test
    void httpLooksAtTheBodyAndTakesTheStatusesItIsTold() {
        NginxServer nginx = lab.nginx("a");
        LbProcess lb = lab.lb(
                Transport.EPOLL,
                Conf.listener("x")
                        + Conf.pool(
                                "x",
                                List.of(Conf.backend("a", nginx.address())),
                                check("type = http, http { path = \"/health\", body = \"ok a\" }"))
                        + Conf.pool(
                                "y",
                                List.of(Conf.backend("a", nginx.address())),
                                check("type = http, http { path = \"/health\", body = \"ok b\" }"))
                        + Conf.pool(
                                "z",
                                List.of(Conf.backend("a", nginx.address())),
                                check("type = http, http { path = \"/missing\", status = \"404\" }")));
        lb.awaitUp("x", "a", true, SOON);
        lb.awaitUp("z", "a", true, SOON);
        Await.until(
                "y has been probed",
                SOON,
                () -> lb.metrics().count("lb_health_checks_total", "pool", "y", "result", "fail") >= 3);
        assertThat(lb.metrics().count("lb_backend_up", "pool", "y")).isZero();
    }

    @Test
    void expectTalksToRedis() throws Exception {
        RedisServer redis = lab.redis();
        LbProcess lb = start(
                Conf.backend("a", redis.address()),
                "type = expect, expect { send = \"PING\\\\r\\\\n\", receive = \"\\\\+PONG\" }");
        lb.awaitUp("x", "a", true, SOON);
        try (Socket client = Sockets.connect(lb.address("x"))) {
            Sockets.send(client, "PING\r\n");
            assertThat(Sockets.receive(client, 7)).isEqualTo("+PONG\r\n");
        }
        redis.freeze();
        lb.awaitUp("x", "a", false, SOON);
        redis.thaw();
        lb.awaitUp("x", "a", true, SOON);
        redis.kill();
        lb.awaitUp("x", "a", false, SOON);
    }

    @Test
    void tcpOnlyConnects() {
        NginxServer nginx = lab.nginx("a");
        LbProcess lb = start(Conf.backend("a", nginx.address()), "type = tcp");
        lb.awaitUp("x", "a", true, SOON);
        nginx.kill();
        lb.awaitUp("x", "a", false, SOON);
        nginx.restart();
        lb.awaitUp("x", "a", true, SOON);
    }

    @Test
    void theProbedPortMayBeAnother() throws Exception {
        NginxServer probed = lab.nginx("p");
        FaultServer server = lab.server(FaultServer.greetsAndEchoes("g"));
        LbProcess lb = start(
                Conf.backend("a", server.address()), "type = http, http.path = \"/health\", port = " + probed.port());
        lb.awaitUp("x", "a", true, SOON);
        assertThat(server.accepted()).isZero();
        try (Socket client = Sockets.connect(lb.address("x"))) {
            assertThat(Sockets.receive(client, 1)).isEqualTo("g");
        }
        probed.kill();
        lb.awaitUp("x", "a", false, SOON);
    }

    @Test
    void riseAndFallCountProbesInARowAndTheFastIntervalShortensTheWait() {
        NginxServer nginx = lab.nginx("a");
        LbProcess lb = lab.lb(
                Transport.EPOLL,
                Conf.listener("x")
                        + Conf.pool(
                                "x",
                                List.of(Conf.backend("a", nginx.address())),
                                "health-check { type = tcp, interval = 3s, timeout = 1s, fast-interval = 100ms, "
                                        + "fall = 4, rise = 5 }"));
        lb.awaitUp("x", "a", true, SOON);
        nginx.kill();
        lb.awaitUp("x", "a", false, SOON);
        Metrics down = lb.metrics();
        assertThat(down.count("lb_health_checks_total", "result", "fail")).isBetween(4L, 8L);
        long passes = down.count("lb_health_checks_total", "result", "pass");
        nginx.restart();
        lb.awaitUp("x", "a", true, SOON);
        assertThat(lb.metrics().count("lb_health_checks_total", "result", "pass") - passes)
                .isBetween(5L, 9L);
    }

    @Test
    void aServerThatOnlyAcceptsIsUpForTcpButNotForExpect() throws Exception {
        FaultServer silent = lab.server(FaultServer::isSilent);
        LbProcess lb = lab.lb(
                Transport.EPOLL,
                Conf.listener("x")
                        + Conf.pool("x", List.of(Conf.backend("a", silent.address())), check("type = tcp"))
                        + Conf.pool("y", List.of(Conf.backend("a", silent.address())), check("type = expect")));
        lb.awaitUp("x", "a", true, SOON);
        Await.until(
                "y has been probed",
                SOON,
                () -> lb.metrics().count("lb_health_checks_total", "pool", "y", "result", "fail") >= 3);
        assertThat(lb.metrics().count("lb_backend_up", "pool", "y")).isZero();
    }

    @Test
    void clientsFindOutBeforeTheNextProbe() throws Exception {
        NginxServer a = lab.nginx("a");
        NginxServer b = lab.nginx("b");
        LbProcess lb = lab.lb(
                Transport.EPOLL,
                Conf.listener("x")
                        + Conf.pool(
                                "x",
                                Conf.backends(a, b),
                                "health-check { interval = 1m, fast-interval = 1m }, passive.failures = 3"));
        lb.awaitServing("x", SOON, "a", "b");
        a.kill();
        for (int i = 0; i < 10; i++) {
            assertThat(Sockets.get(lb.address("x"), "/")).isEqualTo("b");
        }
        lb.awaitUp("x", "a", false, SOON);
        assertThat(lb.metrics().count("lb_backend_connect_failures_total", "backend", "a"))
                .isBetween(3L, 9L);
    }

    @Test
    void anEjectedBackendComesBackByItself() throws Exception {
        NginxServer a = lab.nginx("a");
        NginxServer b = lab.nginx("b");
        LbProcess lb = lab.lb(
                Transport.EPOLL,
                Conf.listener("x")
                        + Conf.pool(
                                "x",
                                Conf.backends(a, b),
                                Conf.NO_CHECK,
                                "passive { failures = 2, action = eject, eject-for = 1s }"));
        lb.awaitServing("x", SOON, "a", "b");
        a.kill();
        for (int i = 0; i < 6; i++) {
            assertThat(Sockets.get(lb.address("x"), "/")).isEqualTo("b");
        }
        lb.awaitServing("x", SOON, "b");
        a.restart();
        lb.awaitServing("x", SOON, "a", "b");
    }

    @Test
    void nobodyIsRefusedWhileTheFirstProbesAreOut() throws Exception {
        NginxServer nginx = lab.nginx("a");
        int late = FreePorts.next();
        LbProcess lb = lab.lb(
                Transport.EPOLL,
                Conf.listener("x")
                        + Conf.pool(
                                "x",
                                List.of(Conf.backend("a", nginx.address()), Conf.backend("b", "127.0.0.1:" + late)),
                                "health-check { type = http, http.path = \"/health\", interval = 5s, timeout = 5s }"));
        // At once after ready, when no probe may have come back yet.
        assertThat(Sockets.get(lb.address("x"), "/")).isEqualTo("a");
    }

    private LbProcess start(String backend, String check) {
        return lab.lb(Transport.EPOLL, Conf.listener("x") + Conf.pool("x", List.of(backend), check(check)));
    }

    private static String check(String check) {
        return "health-check { " + check + ", " + QUICK + " }";
    }
}
