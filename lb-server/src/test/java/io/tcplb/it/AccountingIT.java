package io.tcplb.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.tcplb.it.kit.Await;
import io.tcplb.it.kit.Conf;
import io.tcplb.it.kit.FaultServer;
import io.tcplb.it.kit.FreePorts;
import io.tcplb.it.kit.Lab;
import io.tcplb.it.kit.LbProcess;
import io.tcplb.it.kit.Metrics;
import io.tcplb.it.kit.Sockets;
import io.tcplb.it.kit.Transport;
import java.net.Socket;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Every session ends with one reason, in the metrics and in the log, whatever happens to it. */
class AccountingIT {
    private static final Duration SOON = Duration.ofSeconds(10);
    private static final int ROUNDS = 40;

    @RegisterExtension
    final Lab lab = new Lab();

    @ParameterizedTest
    @EnumSource(Transport.class)
    void everySessionEndsWithOneReason(Transport transport) throws Exception {
        FaultServer echo = lab.server(FaultServer::echoes);
        FaultServer resetting = lab.server(FaultServer::resets);
        LbProcess lb = lab.lb(
                transport,
                Conf.listener("echo")
                        + pool("echo", echo.address())
                        + Conf.listener("resetting")
                        + pool("resetting", resetting.address())
                        + Conf.listener("dead")
                        + pool("dead", "127.0.0.1:" + FreePorts.next()));

        for (int round = 0; round < ROUNDS; round++) {
            endByClosing(lb);
            endByReset(lb);
            endOf(lb, "resetting");
            endOf(lb, "dead");
        }

        Await.until("nobody is left", SOON, () -> lb.metrics().count("lb_listener_sessions_active") == 0);
        Metrics metrics = lb.metrics();
        for (String listener : List.of("echo", "resetting", "dead")) {
            assertThat(metrics.count("lb_session_end_total", "listener", listener))
                    .as("%s: %s", listener, metrics.by("reason", "lb_session_end_total", "listener", listener))
                    .isEqualTo(metrics.count("lb_listener_sessions_total", "listener", listener));
            assertThat(metrics.count("lb_session_seconds_count", "listener", listener))
                    .isEqualTo(metrics.count("lb_session_end_total", "listener", listener));
        }
        assertThat(metrics.by("reason", "lb_session_end_total", "listener", "echo"))
                .containsEntry("client_closed", (long) ROUNDS)
                .containsEntry("client_reset", (long) ROUNDS)
                .hasSize(2);
        assertThat(metrics.by("reason", "lb_session_end_total", "listener", "dead"))
                .containsEntry("connect_refused", (long) ROUNDS)
                .hasSize(1);
        assertThat(metrics.count("lb_session_end_total", "reason", "internal_error"))
                .isZero();
        assertThat(metrics.count("lb_backend_sessions_active")).isZero();
        assertLog(lb, metrics);
    }

    @ParameterizedTest
    @EnumSource(Transport.class)
    void theTextLogHasTheSameFields(Transport transport) throws Exception {
        FaultServer echo = lab.server(FaultServer::echoes);
        LbProcess lb =
                lab.lb(transport, Conf.listener("echo") + pool("echo", echo.address()) + "access-log.format = text\n");
        endByClosing(lb);
        Await.until("a line is written", SOON, () -> lb.accessLog().size() == 1);
        assertThat(lb.accessLog().get(0))
                .matches("\\S+ session=\\d+ listener=echo client=127\\.0\\.0\\.1:\\d+ pool=echo backend=a attempts=1 "
                        + "bytes_to_backend=5 bytes_to_client=5 wait_ms=\\S+ connect_ms=\\S+ duration_ms=\\S+ "
                        + "reason=client_closed");
    }

    private static void assertLog(LbProcess lb, Metrics metrics) {
        long sessions = metrics.count("lb_listener_sessions_total");
        Await.until("the log is written", SOON, () -> lb.accessLog().size() == sessions);
        Set<Long> ids = new HashSet<>();
        for (String line : lb.accessLog()) {
            Config entry = ConfigFactory.parseString(line);
            ids.add(entry.getLong("session"));
            assertThat(entry.getString("client")).matches("127\\.0\\.0\\.1:\\d+");
            assertThat(entry.getString("pool")).isEqualTo(entry.getString("listener"));
            assertThat(entry.getDouble("duration_ms")).isBetween(0.0, 60_000.0);
            if (entry.getString("reason").equals("client_closed")) {
                assertThat(entry.getInt("bytes_to_backend")).isEqualTo(5);
                assertThat(entry.getInt("bytes_to_client")).isEqualTo(5);
                assertThat(entry.getInt("attempts")).isOne();
                assertThat(entry.getString("backend")).isEqualTo("a");
            }
        }
        assertThat(ids).as("every session has a line of its own").hasSize((int) sessions);
        for (String reason : List.of("client_closed", "client_reset", "backend_reset", "connect_refused")) {
            assertThat(lb.accessLog().stream()
                            .filter(line -> line.contains("\"reason\":\"" + reason + "\""))
                            .count())
                    .as(reason)
                    .isEqualTo(metrics.count("lb_session_end_total", "reason", reason));
        }
    }

    private static String pool(String name, String address) {
        return Conf.pool(name, List.of(Conf.backend("a", address)), Conf.NO_CHECK);
    }

    private static void endByClosing(LbProcess lb) throws Exception {
        try (Socket client = Sockets.connect(lb.address("echo"))) {
            Sockets.send(client, "hello");
            client.shutdownOutput();
            assertThat(Sockets.receiveAll(client)).isEqualTo("hello");
        }
    }

    private static void endByReset(LbProcess lb) throws Exception {
        Socket client = Sockets.connect(lb.address("echo"));
        Sockets.send(client, "hello");
        assertThat(Sockets.receive(client, 5)).isEqualTo("hello");
        Sockets.reset(client);
    }

    private static void endOf(LbProcess lb, String listener) throws Exception {
        assertThat(Sockets.endingOf(lb.address(listener))).isEqualTo(Sockets.Ending.RESET);
    }
}
