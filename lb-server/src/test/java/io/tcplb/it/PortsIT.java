package io.tcplb.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.tcplb.it.kit.Await;
import io.tcplb.it.kit.Conf;
import io.tcplb.it.kit.FaultServer;
import io.tcplb.it.kit.Lab;
import io.tcplb.it.kit.LbProcess;
import io.tcplb.it.kit.NetworkZone;
import io.tcplb.it.kit.Scorecard;
import io.tcplb.it.kit.Soak;
import io.tcplb.it.kit.Sockets;
import io.tcplb.it.kit.Transport;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** When lb has no port left to connect from. */
@Tag("scorecard")
class PortsIT {
    private static final Duration SOON = Duration.ofSeconds(10);
    private static final int PORTS = 32;
    private static final int SESSIONS = 40;

    @RegisterExtension
    final Lab lab = new Lab();

    @ParameterizedTest
    @EnumSource(Transport.class)
    void portsThatRunOutAreNoBackendsFault(Transport transport) throws Exception {
        NetworkZone zone = lab.zone(0);
        String host = zone.firstLink().outside().address();
        FaultServer a = lab.server(host, FaultServer.greetsAndEchoes("a"));
        FaultServer b = lab.server(host, FaultServer.greetsAndEchoes("b"));
        LbProcess lb = lab.lb(
                transport,
                zone,
                Conf.listenerAt(zone.address(), "x")
                        + Conf.pool(
                                "x",
                                List.of(Conf.backend("a", a.address()), Conf.backend("b", b.address())),
                                "algorithm = first",
                                "health-check { interval = 300ms, fast-interval = 300ms, timeout = 1s, fall = 2 }"));
        lb.awaitUp("x", "a", true, SOON);
        lb.awaitUp("x", "b", true, SOON);
        zone.sysctl("net.ipv4.ip_local_port_range", "40000 " + (40_000 + PORTS - 1));
        int toB = 0;
        for (int i = 0; i < SESSIONS; i++) {
            Socket client = lab.closing(Sockets.connect(lb.address("x")));
            toB += Sockets.receive(client, 1).equals("b") ? 1 : 0;
        }
        Await.always(
                "both backends are up", Soak.pick(Duration.ofSeconds(2), Duration.ofMinutes(2)), () -> up(lb) == 2);
        long errors = lb.metrics().count("lb_backend_connect_failures_total", "backend", "a", "reason", "error");
        long down = 2 - up(lb);
        assertThat(toB).as("sessions on the other backend").isGreaterThanOrEqualTo(SESSIONS - PORTS);
        Scorecard.row(
                "8b",
                "%d sessions from %d ports to one backend, %s".formatted(SESSIONS, PORTS, transport.key()),
                "all served, those without a port by another backend; 0 backends down; reason error",
                "%d elsewhere; %d down; %d errors".formatted(toB, down, errors),
                down == 0 && errors > 0);
    }

    private static long up(LbProcess lb) {
        return lb.metrics().count("lb_backend_up");
    }
}
