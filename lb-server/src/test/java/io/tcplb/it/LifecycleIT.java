package io.tcplb.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.tcplb.it.kit.Await;
import io.tcplb.it.kit.Conf;
import io.tcplb.it.kit.FaultServer;
import io.tcplb.it.kit.Lab;
import io.tcplb.it.kit.LbProcess;
import io.tcplb.it.kit.Sockets;
import io.tcplb.it.kit.Transport;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** How lb ends, and how it lives with few descriptors. */
class LifecycleIT {
    private static final Duration SOON = Duration.ofSeconds(10);

    @RegisterExtension
    final Lab lab = new Lab();

    @ParameterizedTest
    @EnumSource(Transport.class)
    void sessionsFinishAfterTheSignalToEnd(Transport transport) throws Exception {
        LbProcess lb = start(transport, "shutdown.drain-timeout = 20s\n");
        assertThat(lb.status("/readyz")).isEqualTo(200);
        assertThat(lb.status("/healthz")).isEqualTo(200);
        InetSocketAddress address = lb.address("x");
        try (Socket session = hold(lb)) {
            lb.term();
            Await.until("it is not ready any more", SOON, () -> lb.status("/readyz") == 503);
            assertThat(lb.status("/healthz")).isEqualTo(200);
            Await.until("it accepts nobody", SOON, () -> !Sockets.accepts(address.getPort()));
            Sockets.send(session, "still here");
            assertThat(Sockets.receive(session, 10)).isEqualTo("still here");
            assertThat(lb.isAlive()).isTrue();
            session.shutdownOutput();
            assertThat(Sockets.receiveAll(session)).isEmpty();
        }
        assertThat(lb.waitForExit(SOON)).isZero();
        assertThat(lb.accessLog()).hasSize(1).allMatch(line -> line.contains("\"reason\":\"client_closed\""));
    }

    @ParameterizedTest
    @EnumSource(Transport.class)
    void whoHasNotFinishedByTheDrainTimeoutIsCutOff(Transport transport) throws Exception {
        LbProcess lb = start(transport, "shutdown.drain-timeout = 1s\n");
        try (Socket session = hold(lb)) {
            long start = System.nanoTime();
            lb.signal("INT");
            assertThat(lb.waitForExit(SOON)).isZero();
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThan(Duration.ofMillis(950));
            assertThat(Sockets.ending(session)).isNotNull();
        }
        assertThat(lb.accessLog()).hasSize(1).allMatch(line -> line.contains("\"reason\":\"shutdown\""));
    }

    @ParameterizedTest
    @EnumSource(Transport.class)
    void fewDescriptorsMeanFewSessionsAndNothingWorse(Transport transport) throws Exception {
        FaultServer server = lab.server(FaultServer.greetsAndEchoes("g"));
        LbProcess lb = lab.launch(transport, List.of("prlimit", "--nofile=160:160"), configuration(server))
                .awaitReady();
        List<Socket> clients = new ArrayList<>();
        for (int i = 0; i < 150; i++) {
            clients.add(lab.closing(Sockets.connect(lb.address("x"))));
        }
        Await.until("some have a session", SOON, () -> server.openConnections() >= 20);
        long before = lb.processorTicks();
        Await.always("lb is alive", Duration.ofSeconds(2), lb::isAlive);
        assertThat(lb.processorTicks() - before)
                .as("ticks of 10 ms in two seconds")
                .isLessThan(120);
        assertThat(lb.openDescriptors()).isLessThan(160);

        for (Socket client : clients) {
            client.close();
        }
        Await.until("clients are served again", SOON, () -> {
            try (Socket client = hold(lb)) {
                return client.isConnected();
            }
        });
        Await.until("nobody is left", SOON, () -> server.openConnections() <= 1);
    }

    private LbProcess start(Transport transport, String more) throws IOException {
        return lab.lb(transport, configuration(lab.server(FaultServer.greetsAndEchoes("g"))) + more);
    }

    private static String configuration(FaultServer server) {
        return Conf.listener("x") + Conf.pool("x", List.of(Conf.backend("a", server.address())), Conf.NO_CHECK);
    }

    private static Socket hold(LbProcess lb) throws IOException {
        Socket session = Sockets.connect(lb.address("x"));
        session.setSoTimeout(2000);
        try {
            assertThat(Sockets.receive(session, 1)).isEqualTo("g");
            session.setSoTimeout(Sockets.READ_TIMEOUT_MILLIS);
            return session;
        } catch (IOException e) {
            session.close();
            throw e;
        }
    }
}
