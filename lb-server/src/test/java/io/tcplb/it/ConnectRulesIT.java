package io.tcplb.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.tcplb.it.kit.Await;
import io.tcplb.it.kit.Conf;
import io.tcplb.it.kit.FaultServer;
import io.tcplb.it.kit.FreePorts;
import io.tcplb.it.kit.Lab;
import io.tcplb.it.kit.LbProcess;
import io.tcplb.it.kit.Sockets;
import io.tcplb.it.kit.Transport;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** How a session finds its backend, and what a client sees when it finds none. */
class ConnectRulesIT {
    private static final Duration SOON = Duration.ofSeconds(5);

    @RegisterExtension
    final Lab lab = new Lab();

    @ParameterizedTest
    @EnumSource(Transport.class)
    void aRefusedConnectTriesAnotherBackend(Transport transport) throws Exception {
        FaultServer good = lab.server(FaultServer.greetsAndEchoes("g"));
        LbProcess lb = start(
                transport, "passive.action = off", Conf.backend("dead", dead()), Conf.backend("good", good.address()));
        for (int i = 0; i < 10; i++) {
            assertThat(talk(lb)).isEqualTo("g" + "early bytes");
        }
        assertThat(connectFailures(lb, "dead", "refused")).isGreaterThanOrEqualTo(5);
        Await.until("all have ended", SOON, () -> ended(lb, "client_closed") == 10);
    }

    @ParameterizedTest
    @EnumSource(Transport.class)
    void aConnectThatTimesOutTriesAnotherBackendAndLosesNoByte(Transport transport) throws Exception {
        FaultServer good = lab.server(FaultServer.greetsAndEchoes("g"));
        LbProcess lb = start(
                transport,
                "algorithm = first, connect.timeout = 400ms",
                Conf.backend("hole", lab.blackhole().address()),
                Conf.backend("good", good.address()));
        assertThat(talk(lb)).isEqualTo("g" + "early bytes");
        assertThat(connectFailures(lb, "hole", "timeout")).isOne();
    }

    @ParameterizedTest
    @EnumSource(Transport.class)
    void aStandbyTakesTheFirstClientAfterASuddenDeath(Transport transport) throws Exception {
        FaultServer standby = lab.server(FaultServer.greetsAndEchoes("s"));
        LbProcess lb = start(
                transport, "", Conf.backend("dead", dead()), Conf.backend("standby", standby.address(), "tier = 1"));
        assertThat(talk(lb)).isEqualTo("s" + "early bytes");
    }

    @ParameterizedTest
    @EnumSource(Transport.class)
    void aClientThatNobodyCanServeIsResetForAReason(Transport transport) throws Exception {
        LbProcess refused = start(transport, "", Conf.backend("a", dead()), Conf.backend("b", dead()));
        assertThat(ending(refused)).isEqualTo(Sockets.Ending.RESET);
        awaitEnd(refused, "connect_refused");

        LbProcess timedOut = start(
                transport,
                "connect { timeout = 300ms, deadline = 2s }",
                Conf.backend("a", lab.blackhole().address()));
        assertThat(ending(timedOut)).isEqualTo(Sockets.Ending.RESET);
        awaitEnd(timedOut, "connect_timeout");

        LbProcess down = lab.lb(
                transport,
                Conf.listener("x") + Conf.pool("x", List.of(Conf.backend("a", dead())), "health-check.initial = down"));
        assertThat(ending(down)).isEqualTo(Sockets.Ending.RESET);
        awaitEnd(down, "no_backend");
    }

    @ParameterizedTest
    @EnumSource(Transport.class)
    void attemptsAreLimited(Transport transport) throws Exception {
        List<String> backends = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            backends.add(Conf.backend("d" + i, dead()));
        }
        LbProcess lb = start(transport, "connect.attempts = 4", backends.toArray(String[]::new));
        assertThat(ending(lb)).isEqualTo(Sockets.Ending.RESET);
        awaitEnd(lb, "connect_refused");
        assertThat(lb.metrics().count("lb_backend_connect_failures_total")).isEqualTo(4);
    }

    @ParameterizedTest
    @EnumSource(Transport.class)
    void aFullListenerTurnsClientsAwayUntilOneLeaves(Transport transport) throws Exception {
        FaultServer server = lab.server(FaultServer.greetsAndEchoes("g"));
        LbProcess lb = lab.lb(
                transport,
                Conf.listener("x", "max-connections = 2")
                        + Conf.pool("x", List.of(Conf.backend("a", server.address())), Conf.NO_CHECK));
        Socket first = hold(lb);
        hold(lb);
        assertThat(ending(lb)).isNotNull();
        assertThat(lb.metrics().count("lb_listener_rejected_total", "reason", "listener_full"))
                .isOne();
        assertThat(ended(lb, "listener_full")).isOne();
        first.close();
        Await.until("there is room again", SOON, () -> talk(lb).startsWith("g"));
    }

    @ParameterizedTest
    @EnumSource(Transport.class)
    void aFullBackendIsPassedOver(Transport transport) throws Exception {
        FaultServer small = lab.server(FaultServer.greetsAndEchoes("s"));
        FaultServer large = lab.server(FaultServer.greetsAndEchoes("l"));
        LbProcess lb = start(
                transport,
                "algorithm = first",
                Conf.backend("small", small.address(), "max-connections = 2"),
                Conf.backend("large", large.address()));
        for (int i = 0; i < 6; i++) {
            hold(lb);
        }
        assertThat(lb.metrics().by("backend", "lb_backend_sessions_active"))
                .containsEntry("small", 2L)
                .containsEntry("large", 4L);
    }

    @ParameterizedTest
    @EnumSource(Transport.class)
    void aServerThatSpeaksFirstIsHeardAtOnce(Transport transport) throws Exception {
        FaultServer greeting = lab.server(FaultServer.greetsAndEchoes("g"));
        LbProcess lb = start(transport, "", Conf.backend("a", greeting.address()));
        List<Long> millis = new ArrayList<>();
        for (int i = 0; i < 21; i++) {
            long start = System.nanoTime();
            try (Socket client = Sockets.connect(lb.address("x"))) {
                assertThat(Sockets.receive(client, 1)).isEqualTo("g");
            }
            millis.add((System.nanoTime() - start) / 1_000_000);
        }
        Collections.sort(millis);
        // A delayed ACK in the handshake would cost each of them 200 ms.
        assertThat(millis.get(10)).as("median of %s", millis).isLessThan(100);
    }

    private LbProcess start(Transport transport, String poolOptions, String... backends) {
        return lab.lb(transport, Conf.listener("x") + Conf.pool("x", List.of(backends), Conf.NO_CHECK, poolOptions));
    }

    private static String dead() {
        return "127.0.0.1:" + FreePorts.next();
    }

    /** Speaks before anybody can have been found, finishes, and returns the whole answer. */
    private static String talk(LbProcess lb) throws Exception {
        try (Socket client = Sockets.connect(lb.address("x"))) {
            Sockets.send(client, "early bytes");
            client.shutdownOutput();
            return Sockets.receiveAll(client);
        }
    }

    /** Opens a session that stays for the test; returns once it has its backend. */
    private Socket hold(LbProcess lb) throws Exception {
        Socket client = lab.closing(Sockets.connect(lb.address("x")));
        assertThat(Sockets.receive(client, 1)).isNotEmpty();
        return client;
    }

    private static Sockets.Ending ending(LbProcess lb) throws Exception {
        return Sockets.endingOf(lb.address("x"));
    }

    private static long connectFailures(LbProcess lb, String backend, String reason) {
        return lb.metrics().count("lb_backend_connect_failures_total", "backend", backend, "reason", reason);
    }

    private static long ended(LbProcess lb, String reason) {
        return lb.metrics().count("lb_session_end_total", "reason", reason);
    }

    private static void awaitEnd(LbProcess lb, String reason) {
        Await.until(
                "ended with " + reason,
                SOON,
                () -> ended(lb, reason) == 1,
                () -> lb.metrics().by("reason", "lb_session_end_total").toString());
    }
}
