package io.tcplb.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.tcplb.it.kit.Await;
import io.tcplb.it.kit.Conf;
import io.tcplb.it.kit.Lab;
import io.tcplb.it.kit.LbProcess;
import io.tcplb.it.kit.NetworkZone;
import io.tcplb.it.kit.Repeat;
import io.tcplb.it.kit.Scorecard;
import io.tcplb.it.kit.Soak;
import io.tcplb.it.kit.Sockets;
import io.tcplb.it.kit.Transport;
import java.net.Socket;
import java.net.SocketException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A local backend that is not there, on a port that the kernel gives to outgoing connections: sooner or later a connect
 * to it gets that very port and reaches itself, which looks like a server that echoes.
 */
@Tag("scorecard")
class SelfConnectIT {
    private static final Duration LONG = Duration.ofMinutes(5);

    @RegisterExtension
    final Lab lab = new Lab();

    @ParameterizedTest
    @EnumSource(Transport.class)
    void nobodyIsNeverTakenForABackend(Transport transport) throws Exception {
        NetworkZone zone = lab.zone(0);
        zone.sysctl("net.ipv4.ip_local_port_range", "40000 40007");
        String backends = Conf.backend("a", "127.0.0.1:40002");
        LbProcess lb = lab.lb(
                transport,
                zone,
                Conf.listenerAt(zone.address(), "x")
                        + Conf.pool("x", List.of(backends), Conf.NO_CHECK, "passive.action = off")
                        + Conf.listenerAt(zone.address(), "checked")
                        + Conf.pool(
                                "checked",
                                List.of(backends),
                                "health-check { interval = 20ms, fast-interval = 20ms, rise = 1, fall = 1 }"));
        int clients = Soak.pick(300, 20_000);
        AtomicInteger answered = new AtomicInteger();
        List<String> failures = Repeat.times(clients, LONG, number -> {
            try (Socket client = Sockets.connect(lb.address("x"))) {
                Sockets.send(client, "is anybody there");
                if (client.getInputStream().read() >= 0) {
                    answered.incrementAndGet();
                }
            } catch (SocketException reset) {
                // as it should be
            }
        });
        assertThat(failures).isEmpty();
        int probes = Soak.pick(200, 20_000);
        Await.until("enough probes", LONG, () -> lb.metrics().count("lb_health_checks_total") >= probes);
        long passed = lb.metrics().count("lb_health_checks_total", "pool", "checked", "result", "pass");
        Scorecard.row(
                "8c",
                "connects to a free local port among the 8 ports that the kernel gives out, " + transport.key(),
                "0 sessions with itself, 0 probes passed",
                "%d of %d, %d of %d".formatted(answered.get(), clients, passed, probes),
                answered.get() == 0 && passed == 0);
    }
}
