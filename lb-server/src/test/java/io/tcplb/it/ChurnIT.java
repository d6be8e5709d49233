package io.tcplb.it;

import io.tcplb.it.kit.Await;
import io.tcplb.it.kit.CodedLoop;
import io.tcplb.it.kit.Conf;
import io.tcplb.it.kit.Lab;
import io.tcplb.it.kit.LbProcess;
import io.tcplb.it.kit.Levels;
import io.tcplb.it.kit.Scorecard;
import io.tcplb.it.kit.Soak;
import io.tcplb.it.kit.SocketTable;
import io.tcplb.it.kit.Transport;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Very many short sessions leave nothing behind. */
@Tag("scorecard")
class ChurnIT {
    private static final Duration LONG = Duration.ofMinutes(2);
    private static final int AT_ONCE = 500;
    private static final int WARM_UP = 10;
    private static final long HEAP_SLACK = 2 << 20; // the collector's and the JIT's own comings and goings

    private static final long DIRECT_SLACK = 1 << 20; // the scrapes' own buffers come in chunks of 128 KiB

    @RegisterExtension
    final Lab lab = new Lab();

    private CodedLoop server;
    private LbProcess lb;
    private int done;

    @ParameterizedTest
    @EnumSource(Transport.class)
    void manySessionsLeaveNothingBehind(Transport transport) throws Exception {
        server = lab.closing(CodedLoop.server());
        lb = lab.launch(
                        transport,
                        Levels.counted(),
                        Conf.listener("x")
                                + Conf.pool("x", List.of(Conf.backend("a", server.address())), Conf.NO_CHECK))
                .awaitReady();
        rounds(WARM_UP);
        Levels.of(lb); // leaves the JVM's door for tools open
        Levels before = Levels.of(lb);
        int connections = transport == Transport.EPOLL ? Soak.pick(50_000, 1_000_000) : Soak.pick(10_000, 200_000);
        rounds(connections / AT_ONCE);
        String timeWait = timeWait();
        long closeWait = SocketTable.count("close-wait", "sport = :" + port())
                + SocketTable.count("close-wait", "dport = :" + backendPort());
        Levels after = Levels.of(lb);
        Scorecard.row(
                "3a",
                "%,d connections: descriptors, heap and direct memory afterwards, %s"
                        .formatted(connections, transport.key()),
                "as before, but for 2 MiB of heap and 1 MiB direct",
                "%d → %d; %,d → %,d KiB; %,d → %,d KiB"
                        .formatted(
                                before.descriptors(),
                                after.descriptors(),
                                before.heap() >> 10,
                                after.heap() >> 10,
                                before.direct() >> 10,
                                after.direct() >> 10),
                after.descriptors() <= before.descriptors()
                        && after.heap() <= before.heap() + HEAP_SLACK
                        && after.direct() <= before.direct() + DIRECT_SLACK);
        Scorecard.row(
                "3b",
                "sockets of lb in CLOSE_WAIT after them, " + transport.key(),
                "0",
                closeWait + "; in TIME_WAIT: " + timeWait,
                closeWait == 0);
    }

    private void rounds(int rounds) throws IOException {
        for (int i = 0; i < rounds; i++) {
            try (CodedLoop clients = CodedLoop.client(lb.address("x"), AT_ONCE, 64, 64)) {
                clients.awaitDone(AT_ONCE, LONG);
            }
            done += AT_ONCE;
            server.awaitDone(done, LONG);
        }
        Await.until("no session is left", LONG, () -> lb.metrics().count("lb_listener_sessions_active") == 0);
    }

    private String timeWait() {
        return "clients %d, lb to clients %d, lb to backends %d, backends %d"
                .formatted(
                        SocketTable.count("time-wait", "dport = :" + port()),
                        SocketTable.count("time-wait", "sport = :" + port()),
                        SocketTable.count("time-wait", "dport = :" + backendPort()),
                        SocketTable.count("time-wait", "sport = :" + backendPort()));
    }

    private int port() {
        return lb.address("x").getPort();
    }

    private int backendPort() {
        return Integer.parseInt(server.address().replaceAll(".*:", ""));
    }
}
