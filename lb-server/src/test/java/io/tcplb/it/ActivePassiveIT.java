package io.tcplb.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.tcplb.it.kit.Conf;
import io.tcplb.it.kit.HttpLoad;
import io.tcplb.it.kit.Lab;
import io.tcplb.it.kit.LbProcess;
import io.tcplb.it.kit.NginxServer;
import io.tcplb.it.kit.Transport;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Tiers: a standby is given nothing until it has to stand in. */
class ActivePassiveIT {
    private static final Duration NOTICED = Duration.ofSeconds(10);

    @RegisterExtension
    final Lab lab = new Lab();

    @ParameterizedTest
    @EnumSource(Transport.class)
    void eachTierServesOnlyWhenThoseBeforeItAreGone(Transport transport) throws Exception {
        NginxServer a = lab.nginx("a");
        NginxServer b = lab.nginx("b");
        NginxServer c = lab.nginx("c");
        LbProcess lb = lab.lb(
                transport,
                Conf.listener("web")
                        + Conf.pool(
                                "web",
                                List.of(tier(a, 0), tier(b, 1), tier(c, 2)),
                                Conf.HTTP_CHECK,
                                "failover.failback.stable-for = 1s"));
        allUp(lb, "a", "b", "c");
        HttpLoad load = lab.load(lb.address("web"), 300, Set.of("a", "b", "c"));
        load.awaitAnswers(300);
        assertThat(b.served() + c.served()).as("requests to a standby").isZero();

        load.betweenRequests(a::kill);
        lb.awaitServing("web", NOTICED, "b");
        load.awaitAnswers(300);
        assertThat(c.served()).as("requests to the second standby").isZero();
        assertThat(b.served()).isGreaterThan(250);
        assertThat(lb.metrics().count("lb_pool_active_tier", "pool", "web")).isEqualTo(1);

        load.betweenRequests(b::kill);
        lb.awaitServing("web", NOTICED, "c");
        load.awaitAnswers(100);
        assertThat(c.served()).isGreaterThan(50);

        a.restart();
        lb.awaitUp("web", "a", true, NOTICED);
        assertThat(lb.metrics().by("backend", "lb_backend_serving"))
                .as("while a proves itself")
                .containsOnlyKeys("c");
        lb.awaitServing("web", NOTICED, "a");
        Map<String, Long> before = load.answered();
        load.awaitAnswers(100);
        assertThat(load.answered().get("a") - before.get("a")).isGreaterThan(80);
        assertThat(load.finish()).isEmpty();
        assertThat(lb.metrics().count("lb_failbacks_total", "pool", "web")).isPositive();
        assertThat(lb.metrics().count("lb_failovers_total", "pool", "web")).isGreaterThanOrEqualTo(2);
    }

    @Test
    void aTierBelowItsMinimumHandsOverToOneThatReachesIt() {
        NginxServer a = lab.nginx("a");
        NginxServer b = lab.nginx("b");
        NginxServer c = lab.nginx("c");
        NginxServer d = lab.nginx("d");
        LbProcess lb = lab.lb(
                Transport.EPOLL,
                Conf.listener("web")
                        + Conf.pool(
                                "web",
                                List.of(tier(a, 0), tier(b, 0), tier(c, 1), tier(d, 1)),
                                Conf.HTTP_CHECK,
                                "failover { min-healthy = 2, failback.stable-for = 500ms }"));
        lb.awaitServing("web", NOTICED, "a", "b");
        allUp(lb, "a", "b", "c", "d");

        a.kill();
        lb.awaitServing("web", NOTICED, "c", "d");
        d.kill();
        lb.awaitServing("web", NOTICED, "b");
        d.restart();
        lb.awaitServing("web", NOTICED, "c", "d");
        a.restart();
        lb.awaitServing("web", NOTICED, "a", "b");
    }

    @Test
    void aSpareStandsInForEachThatIsMissing() {
        NginxServer a = lab.nginx("a");
        NginxServer b = lab.nginx("b");
        NginxServer c = lab.nginx("c");
        LbProcess lb = lab.lb(
                Transport.EPOLL,
                Conf.listener("web")
                        + Conf.pool(
                                "web",
                                List.of(tier(a, 0), tier(b, 0), tier(c, 1)),
                                Conf.HTTP_CHECK,
                                "failover { mode = spares, failback.stable-for = 500ms }"));
        lb.awaitServing("web", NOTICED, "a", "b");
        allUp(lb, "a", "b", "c");

        a.kill();
        lb.awaitServing("web", NOTICED, "b", "c");
        a.restart();
        lb.awaitServing("web", NOTICED, "a", "b");
    }

    private static String tier(NginxServer server, int tier) {
        return Conf.backend(server.id(), server.address(), "tier = " + tier);
    }

    private static void allUp(LbProcess lb, String... backends) {
        for (String backend : backends) {
            lb.awaitUp("web", backend, true, NOTICED);
        }
    }
}
