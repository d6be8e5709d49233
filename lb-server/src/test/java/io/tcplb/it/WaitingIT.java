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
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Clients who wait instead of failing: held while nobody is eligible, queued while everybody is full. */
class WaitingIT {
    private static final Duration NOTICED = Duration.ofSeconds(20);

    @RegisterExtension
    final Lab lab = new Lab();

    @ParameterizedTest
    @EnumSource(Transport.class)
    void fiveHundredClientsWaitOutAnOutage(Transport transport) throws Exception {
        NginxServer only = lab.nginx("only");
        LbProcess lb = lab.lb(
                transport,
                Conf.listener("web")
                        + Conf.pool(
                                "web",
                                Conf.backends(only),
                                "health-check { interval = 500ms, fast-interval = 100ms, rise = 1 }",
                                "failover { all-down = hold, hold { timeout = 30s, max = 2000, release-rate = 1000 } }"));
        lb.awaitServing("web", NOTICED, "only");
        HttpLoad load = lab.load(lb.address("web"), 100, Set.of("only"));
        load.awaitAnswers(50);

        load.betweenRequests(only::kill);
        Await.until("500 clients are held", NOTICED, () -> lb.metrics().count("lb_held_sessions") >= 500);
        only.restart();
        Await.until("nobody is held any more", NOTICED, () -> lb.metrics().count("lb_held_sessions") == 0);
        load.awaitAnswers(50);
        assertThat(load.finish()).isEmpty();
        assertThat(load.succeeded()).isEqualTo(load.started());
    }

    @ParameterizedTest
    @EnumSource(Transport.class)
    void fullBackendsSpillToTheStandbyAndThenQueue(Transport transport) throws Exception {
        NginxServer a = lab.nginx("a");
        NginxServer s = lab.nginx("s");
        LbProcess lb = lab.lb(
                transport,
                Conf.listener("web")
                        + Conf.pool(
                                "web",
                                List.of(
                                        Conf.backend("a", a.address(), "max-connections = 1"),
                                        Conf.backend("s", s.address(), "max-connections = 1", "tier = 1")),
                                Conf.HTTP_CHECK,
                                "queue { timeout = 20s, max = 1000 }"));
        lb.awaitUp("web", "a", true, NOTICED);
        lb.awaitUp("web", "s", true, NOTICED);
        a.freeze();
        s.freeze();
        HttpLoad load = lab.load(lb.address("web"), 50, Set.of("a", "s"));
        Await.until("twenty clients are queued", NOTICED, () -> lb.metrics().count("lb_queued_sessions") >= 20);
        assertThat(lb.metrics().count("lb_backend_sessions_active", "backend", "a"))
                .isEqualTo(1);
        assertThat(lb.metrics().count("lb_backend_sessions_active", "backend", "s"))
                .isEqualTo(1);
        a.thaw();
        s.thaw();
        load.awaitAnswers(100);
        assertThat(load.finish()).isEmpty();
    }
}
