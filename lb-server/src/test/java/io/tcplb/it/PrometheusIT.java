package io.tcplb.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.tcplb.it.kit.Await;
import io.tcplb.it.kit.Command;
import io.tcplb.it.kit.Conf;
import io.tcplb.it.kit.FaultServer;
import io.tcplb.it.kit.Lab;
import io.tcplb.it.kit.LbProcess;
import io.tcplb.it.kit.PrometheusServer;
import io.tcplb.it.kit.Sockets;
import io.tcplb.it.kit.Transport;
import io.tcplb.it.kit.Tree;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A real Prometheus scrapes a real lb, and what is shipped for it works on what it finds. */
class PrometheusIT {
    private static final Duration SOON = Duration.ofSeconds(30);
    private static final Path DEPLOY = Path.of(System.getProperty("lb.root", ".."))
            .toAbsolutePath()
            .normalize()
            .resolve("deploy");
    private static final Path ALERTS = DEPLOY.resolve("prometheus/alerts.yml");

    /** Series that come into being with their first event, and filters that all is well leaves empty. */
    private static final String MAY_BE_EMPTY = ".*(lb_reroutes_total|jvm_gc_pause|> 0).*";

    @RegisterExtension
    final Lab lab = new Lab();

    @Test
    void theRulesAreValidAndFireWhenTheyShould() {
        promtool("check", "config", DEPLOY.resolve("prometheus/prometheus.yml").toString());
        promtool("check", "rules", ALERTS.toString());
        promtool("test", "rules", DEPLOY.resolve("prometheus/alerts_test.yml").toString());
    }

    @Test
    void aScrapedLbShowsItsStateAndTheDashboardHasData() throws Exception {
        FaultServer a = lab.server(FaultServer.greetsAndEchoes("a"));
        FaultServer b = lab.server(FaultServer.greetsAndEchoes("b"));
        LbProcess lb = lab.lb(
                Transport.EPOLL,
                Conf.listener("web")
                        + Conf.pool(
                                "web",
                                List.of(Conf.backend("a", a.address()), Conf.backend("b", b.address())),
                                "health-check { interval = 100ms, timeout = 1s, fall = 2 }"));
        PrometheusServer prometheus =
                lab.closing(new PrometheusServer(lab.directory("prometheus"), lb.metricsAddress(), ALERTS));
        sees(prometheus, "up{job=\"lb\"}", 1);
        sees(prometheus, "lb_pool_eligible{pool=\"web\"}", 2);
        try (Socket session = Sockets.connect(lb.address("web"))) {
            assertThat(Sockets.receive(session, 1)).isNotEmpty();
            sees(prometheus, "sum(lb_backend_sessions_active)", 1);
        }
        b.close();
        sees(prometheus, "lb_backend_up{pool=\"web\",backend=\"b\"}", 0);
        sees(prometheus, "count(ALERTS{alertname=\"LbBackendDown\",alertstate=\"pending\",backend=\"b\"})", 1);
        assertThat(prometheus.rules()).isNotEmpty().allSatisfy(rule -> {
            assertThat(rule.at("health").text()).as(rule.toString()).isEqualTo("ok");
            assertThat(rule.at("lastError").exists()).as(rule.toString()).isFalse();
        });
        everyPanelHasData(prometheus);
    }

    private static void everyPanelHasData(PrometheusServer prometheus) throws Exception {
        Tree dashboard = Tree.read(DEPLOY.resolve("grafana/lb.json"));
        List<String> without = new ArrayList<>();
        for (String expression : dashboard.all("expr")) {
            if (prometheus.query(filledIn(expression)).isEmpty() && !expression.matches(MAY_BE_EMPTY)) {
                without.add(expression);
            }
        }
        assertThat(without).as("queries without data").isEmpty();
    }

    /** Returns a query as Grafana sends it when everything is selected. */
    private static String filledIn(String expression) {
        String query = expression
                .replaceAll("\\$__(rate_)?interval", "10s")
                .replaceAll("\\$(job|instance|listener|pool)\\b", ".+");
        assertThat(query).doesNotContain("$");
        return query;
    }

    private static void sees(PrometheusServer prometheus, String expression, double value) {
        Await.until(
                expression + " is " + value,
                SOON,
                () -> prometheus.value(expression) == value,
                () -> prometheus.query(expression) + "\n" + prometheus.tail(20));
    }

    private static void promtool(String... arguments) {
        List<String> command = new ArrayList<>(List.of("promtool"));
        command.addAll(List.of(arguments));
        Command done = Command.run(SOON, command.toArray(String[]::new));
        assertThat(done.status()).as(done.stdout() + done.stderr()).isZero();
    }
}
