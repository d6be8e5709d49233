package io.tcplb.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.tcplb.it.kit.Await;
import io.tcplb.it.kit.Conf;
import io.tcplb.it.kit.FaultServer;
import io.tcplb.it.kit.FreePorts;
import io.tcplb.it.kit.HttpLoad;
import io.tcplb.it.kit.Lab;
import io.tcplb.it.kit.LbProcess;
import io.tcplb.it.kit.LongSessions;
import io.tcplb.it.kit.NginxServer;
import io.tcplb.it.kit.Sockets;
import io.tcplb.it.kit.Transport;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Reloads under fire: what does not change does not notice. */
class ReloadIT {
    private static final Duration SOON = Duration.ofSeconds(10);

    @RegisterExtension
    final Lab lab = new Lab();

    private final int extraPort = FreePorts.next();

    @ParameterizedTest
    @EnumSource(Transport.class)
    void fiftyReloadsRefuseAndResetNothing(Transport transport) throws Exception {
        NginxServer a = lab.nginx("a");
        NginxServer b = lab.nginx("b");
        NginxServer c = lab.nginx("c");
        FaultServer kept = lab.server(FaultServer::echoes);
        FaultServer other = lab.server(FaultServer::echoes);
        LbProcess lb = lab.lb(transport, configuration(0, a, b, c, kept, other));
        lb.awaitServing("web", SOON, "a", "b");
        lb.awaitServing("long", SOON, "kept");
        LongSessions sessions = lab.closing(LongSessions.start(lb.address("long"), 200));
        HttpLoad load = lab.load(lb.address("web"), 500, Set.of("a", "b", "c"));
        load.awaitAnswers(200);

        for (int round = 1; round <= 50; round++) {
            if (round % 10 == 5) {
                lb.configure(invalid(round, configuration(round, a, b, c, kept, other)));
                lb.hupAndAwait("failure");
            } else {
                lb.reload(configuration(round, a, b, c, kept, other));
                assertThat(Sockets.accepts(extraPort))
                        .as("extra in round %d", round)
                        .isEqualTo(extra(round));
            }
        }

        sessions.awaitRounds(400);
        assertThat(load.finish()).as("of %d requests", load.started()).isEmpty();
        assertThat(load.answered().get("c"))
                .as("answers of the one that came and went")
                .isPositive();
        assertThat(sessions.finish()).isEmpty();
        assertThat(lb.metrics().count("lb_config_version")).isEqualTo(1 + 45);
        assertThat(lb.reloads("failure")).isEqualTo(5);
    }

    @ParameterizedTest
    @EnumSource(Transport.class)
    void aStormOfSignalsEndsWithTheLastConfiguration(Transport transport) throws Exception {
        NginxServer a = lab.nginx("a");
        NginxServer b = lab.nginx("b");
        LbProcess lb = lab.lb(transport, web(a));
        lb.awaitServing("web", SOON, "a");
        HttpLoad load = lab.load(lb.address("web"), 200, Set.of("a", "b"));
        for (int i = 0; i < 30; i++) {
            lb.configure(i % 2 == 0 ? web(a, b) : web(a));
            lb.hup();
        }
        lb.configure(web(b));
        lb.hup();
        lb.awaitServing("web", SOON, "b");
        assertThat(load.finish()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(Transport.class)
    void sessionsOfARemovedBackendEndAsConfigured(Transport transport) throws Exception {
        FaultServer leaving = lab.server(FaultServer::echoes);
        FaultServer staying = lab.server(FaultServer::echoes);
        String onRemove = "on-remove.sessions = close";
        LbProcess lb = lab.lb(
                transport,
                Conf.listener("long")
                        + Conf.pool("long", List.of(Conf.backend("x", leaving.address())), Conf.NO_CHECK, onRemove));
        LongSessions sessions = lab.closing(LongSessions.start(lb.address("long"), 5));
        lb.reload(Conf.listener("long")
                + Conf.pool("long", List.of(Conf.backend("y", staying.address())), Conf.NO_CHECK, onRemove));
        Await.until("sessions of x have ended", SOON, () -> sessions.failures().size() == 5);
        assertThat(lb.metrics().count("lb_session_end_total", "reason", "backend_removed"))
                .isEqualTo(5);
        lab.closing(LongSessions.start(lb.address("long"), 2));
        assertThat(staying.openConnections()).isEqualTo(2);
    }

    private static String web(NginxServer... servers) {
        return Conf.listener("web") + Conf.pool("web", Conf.backends(servers), "health-check.initial = up");
    }

    private static boolean extra(int round) {
        return round % 4 < 2;
    }

    private String configuration(
            int round, NginxServer a, NginxServer b, NginxServer c, FaultServer kept, FaultServer other) {
        List<String> web = new ArrayList<>();
        web.add(Conf.backend("a", a.address(), "weight = " + (1 + round % 3)));
        web.add(Conf.backend("b", b.address()));
        if (round % 2 == 1) {
            web.add(Conf.backend("c", c.address()));
        }
        List<String> far = new ArrayList<>();
        far.add(Conf.backend("kept", kept.address(), "weight = " + (1 + round % 5)));
        if (round % 3 == 1) {
            far.add(Conf.backend("other", other.address()));
        }
        String extra = extra(round) ? "listeners.extra { bind = \"127.0.0.1:" + extraPort + "\", pool = web }\n" : "";
        return Conf.listener("web", "idle-timeout = " + (30 + round) + "s", "max-connections = " + (5000 + round))
                + Conf.listener("long")
                + extra
                + Conf.pool("web", web, "health-check { initial = up, interval = 1s }")
                + Conf.pool("long", far, "algorithm = " + (round % 2 == 0 ? "round-robin" : "least-connections"));
    }

    private static String invalid(int round, String configuration) {
        return switch (round / 10 % 3) {
            case 0 -> configuration.substring(0, configuration.length() - 20);
            case 1 -> configuration + "listeners.web.bindd = \"127.0.0.1:1\"\n";
            default -> configuration + "pools.web.backends = []\n";
        };
    }
}
