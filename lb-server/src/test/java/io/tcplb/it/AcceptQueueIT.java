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
import io.tcplb.it.kit.SocketTable;
import io.tcplb.it.kit.Sockets;
import io.tcplb.it.kit.Transport;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A burst of clients while lb stands still: they wait in the kernel's queue, or knock again when it is full. */
@Tag("scorecard")
class AcceptQueueIT {
    private static final Duration SOON = Duration.ofSeconds(20);

    @RegisterExtension
    final Lab lab = new Lab();

    private final ExecutorService threads = Executors.newCachedThreadPool();

    @AfterEach
    void stop() {
        threads.shutdownNow();
    }

    @ParameterizedTest
    @EnumSource(Transport.class)
    void aBurstWaitsInTheQueue(Transport transport) throws Exception {
        NetworkZone zone = lab.zone(0);
        LbProcess lb = start(transport, zone);
        int clients = Soak.pick(1000, 3000);
        lb.signal("STOP");
        List<Socket> waiting = new ArrayList<>();
        for (int i = 0; i < clients; i++) {
            waiting.add(lab.closing(Sockets.connect(lb.address("x"))));
        }
        lb.signal("CONT");
        long start = System.nanoTime();
        for (Socket client : waiting) {
            assertThat(Sockets.receive(client, 1)).isEqualTo("g");
        }
        Scorecard.row(
                "9a",
                "%,d clients come while lb is stopped, %s".formatted(clients, transport.key()),
                "all served when it goes on, 0 overflows",
                "all within %d ms, %d".formatted(millisSince(start), SocketTable.overflows(zone)),
                SocketTable.overflows(zone) == 0);
    }

    @ParameterizedTest
    @EnumSource(Transport.class)
    void aQueueThatOverflowsOnlyDelays(Transport transport) throws Exception {
        NetworkZone zone = lab.zone(0);
        zone.sysctl("net.core.somaxconn", "16");
        LbProcess lb = start(transport, zone);
        int clients = 150;
        lb.signal("STOP");
        List<Future<String>> greetings = new ArrayList<>();
        for (int i = 0; i < clients; i++) {
            greetings.add(threads.submit(() -> {
                try (Socket client = Sockets.connect(lb.address("x"))) {
                    // With SYN cookies a server that dropped the handshake's last packet knows of no client that is
                    // mute.
                    Sockets.send(client, "?");
                    return Sockets.receive(client, 1);
                }
            }));
        }
        Await.until("the queue overflows", SOON, () -> SocketTable.overflows(zone) > 50);
        lb.signal("CONT");
        long start = System.nanoTime();
        for (Future<String> greeting : greetings) {
            assertThat(greeting.get(30, TimeUnit.SECONDS)).isEqualTo("g");
        }
        Scorecard.row(
                "9b",
                "%d clients come while lb is stopped and its queue holds 16, %s".formatted(clients, transport.key()),
                "all served, late by the kernel's own retries",
                "all within %d ms, %d overflows".formatted(millisSince(start), SocketTable.overflows(zone)),
                true);
    }

    private LbProcess start(Transport transport, NetworkZone zone) throws Exception {
        FaultServer server = lab.server(zone.firstLink().outside().address(), FaultServer.greetsAndEchoes("g"));
        return lab.lb(
                transport,
                zone,
                Conf.listenerAt(zone.address(), "x")
                        + Conf.pool("x", List.of(Conf.backend("a", server.address())), Conf.NO_CHECK));
    }

    private static long millisSince(long start) {
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
    }
}
