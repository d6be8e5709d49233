package io.tcplb.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.tcplb.it.kit.Await;
import io.tcplb.it.kit.Conf;
import io.tcplb.it.kit.FaultServer;
import io.tcplb.it.kit.Lab;
import io.tcplb.it.kit.LbProcess;
import io.tcplb.it.kit.Link;
import io.tcplb.it.kit.NetworkZone;
import io.tcplb.it.kit.Scorecard;
import io.tcplb.it.kit.Soak;
import io.tcplb.it.kit.SocketTable;
import io.tcplb.it.kit.Sockets;
import io.tcplb.it.kit.Transport;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.LongSummaryStatistics;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Peers that vanish without a word, because a cable was cut: with lb between cables of its own. */
@Tag("scorecard")
class HalfOpenIT {
    private static final int LINKS = 20;
    private static final Duration REAPED = Duration.ofSeconds(3);
    private static final long CONNECT_TIMEOUT_MILLIS = 300;

    /** Both timers come to the same: 1 s of quiet and 2 unanswered probes, 1 s apart. */
    private static final String TIMERS = "user-timeout = 3s, keepalive { idle = 1s, interval = 1s, count = 2 }";

    @RegisterExtension
    final Lab lab = new Lab();

    private final ExecutorService threads = Executors.newCachedThreadPool();

    @AfterEach
    void stop() {
        threads.shutdownNow();
    }

    @ParameterizedTest
    @EnumSource(Transport.class)
    void backendsThatVanishAreReapedAndNewSessionsGoElsewhereAtOnce(Transport transport) throws Exception {
        NetworkZone zone = lab.zone(0);
        FaultServer standby = lab.server(zone.firstLink().outside().address(), FaultServer.greetsAndEchoes("s"));
        List<Cable> cables = new ArrayList<>();
        StringBuilder conf = new StringBuilder();
        for (int i = 0; i < LINKS; i++) {
            Link link = zone.link();
            FaultServer server = lab.closing(FaultServer.manual(link.outside().address()));
            cables.add(new Cable(i, link, server));
            conf.append(Conf.listenerAt(zone.address(), "l" + i, TIMERS))
                    .append(Conf.pool(
                            "l" + i,
                            List.of(
                                    Conf.backend("a", server.address()),
                                    Conf.backend("s", standby.address(), "tier = 1")),
                            Conf.NO_CHECK,
                            "passive.action = off, connect.timeout = %d ms".formatted(CONNECT_TIMEOUT_MILLIS)));
        }
        LbProcess lb = lab.lb(transport, zone, conf.toString());
        for (int round = 0; round < Soak.pick(1, 10); round++) {
            List<Pair> idle = new ArrayList<>();
            List<Pair> busy = new ArrayList<>();
            for (Cable cable : cables) {
                idle.add(pair(lb.address("l" + cable.number), cable.server));
                busy.add(pair(lb.address("l" + cable.number), cable.server));
            }
            outlive(idle, busy, zone);
            List<Future<Long>> reapedIdle = new ArrayList<>();
            List<Future<Long>> reapedBusy = new ArrayList<>();
            List<Future<Long>> elsewhere = new ArrayList<>();
            for (Cable cable : cables) {
                Pair quiet = idle.get(cable.number);
                Pair talking = busy.get(cable.number);
                cable.link.outside().down();
                long cut = System.nanoTime();
                Sockets.send(talking.client, "in flight");
                reapedIdle.add(threads.submit(() -> millisToTheEnd(quiet.client, cut)));
                reapedBusy.add(threads.submit(() -> millisToTheEnd(talking.client, cut)));
                elsewhere.add(threads.submit(() -> millisToServe(lb.address("l" + cable.number))));
            }
            row("7a", "backend's link cut, no data", transport, REAPED, reapedIdle);
            if (transport == Transport.EPOLL) { // without TCP_USER_TIMEOUT the kernel takes its 15 minutes
                row("7b", "backend's link cut, data in flight", transport, REAPED, reapedBusy);
            }
            LongSummaryStatistics served = statistics(elsewhere);
            Scorecard.row(
                    "7c",
                    "a new client of a backend whose link is cut, " + transport.key(),
                    "served elsewhere after connect.timeout, %d ms".formatted(CONNECT_TIMEOUT_MILLIS),
                    "%d of %d, slowest %d ms".formatted(served.getCount(), LINKS, served.getMax()),
                    served.getMax() < CONNECT_TIMEOUT_MILLIS + 1000);
            for (Cable cable : cables) {
                cable.link.outside().up();
            }
            closeAll(idle, busy);
        }
    }

    @ParameterizedTest
    @EnumSource(Transport.class)
    void clientsThatVanishAreReaped(Transport transport) throws Exception {
        NetworkZone zone = lab.zone(0);
        FaultServer server =
                lab.closing(FaultServer.manual(zone.firstLink().outside().address()));
        LbProcess lb = lab.lb(
                transport,
                zone,
                Conf.listenerAt("0.0.0.0", "x", TIMERS)
                        + Conf.pool("x", List.of(Conf.backend("a", server.address())), Conf.NO_CHECK));
        int port = lb.address("x").getPort();
        List<Pair> idle = new ArrayList<>();
        List<Pair> busy = new ArrayList<>();
        List<Link> links = new ArrayList<>();
        for (int i = 0; i < LINKS / 2; i++) {
            Link link = zone.link();
            links.add(link);
            InetSocketAddress target = Sockets.literal(link.inside().address(), port);
            idle.add(pair(target, server));
            busy.add(pair(target, server));
        }
        outlive(idle, busy, zone);
        List<Future<Long>> reapedIdle = new ArrayList<>();
        List<Future<Long>> reapedBusy = new ArrayList<>();
        for (int i = 0; i < links.size(); i++) {
            Pair quiet = idle.get(i);
            Pair talking = busy.get(i);
            links.get(i).outside().down();
            long cut = System.nanoTime();
            Sockets.send(talking.backend, "in flight");
            reapedIdle.add(threads.submit(() -> millisToTheEnd(quiet.backend, cut)));
            reapedBusy.add(threads.submit(() -> millisToTheEnd(talking.backend, cut)));
        }
        row("7d", "client's link cut, no data", transport, REAPED, reapedIdle);
        if (transport == Transport.EPOLL) {
            row("7e", "client's link cut, data in flight", transport, REAPED, reapedBusy);
        }
        closeAll(idle, busy);
    }

    private record Cable(int number, Link link, FaultServer server) {}

    private record Pair(Socket client, Socket backend) {
        void exchange() throws IOException {
            Sockets.send(client, "?");
            assertThat(Sockets.receive(backend, 1)).isEqualTo("?");
            Sockets.send(backend, "!");
            assertThat(Sockets.receive(client, 1)).isEqualTo("!");
        }
    }

    private Pair pair(InetSocketAddress target, FaultServer server) throws Exception {
        Pair pair = new Pair(lab.closing(Sockets.connect(target)), lab.closing(server.take()));
        pair.exchange();
        return pair;
    }

    private static void closeAll(List<Pair> idle, List<Pair> busy) throws IOException {
        for (List<Pair> pairs : List.of(idle, busy)) {
            for (Pair pair : pairs) {
                pair.client.close();
                pair.backend.close();
            }
        }
    }

    /** Only sessions older than a second are given keepalive and user time-out; then nothing may be under way. */
    private static void outlive(List<Pair> idle, List<Pair> busy, NetworkZone zone) {
        long start = System.nanoTime();
        Await.until("all are old enough", Duration.ofSeconds(30), () -> {
            for (int i = 0; i < idle.size(); i++) {
                idle.get(i).exchange();
                busy.get(i).exchange();
            }
            return System.nanoTime() - start > Duration.ofMillis(1500).toNanos();
        });
        Await.until("all is acknowledged", Duration.ofSeconds(5), () -> SocketTable.allAcknowledged(zone));
    }

    private static long millisToTheEnd(Socket socket, long start) throws IOException {
        assertThat(Sockets.ending(socket)).isEqualTo(Sockets.Ending.RESET);
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
    }

    private static long millisToServe(InetSocketAddress target) throws IOException {
        long start = System.nanoTime();
        try (Socket socket = Sockets.connect(target)) {
            assertThat(Sockets.receive(socket, 1)).isEqualTo("s");
        }
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
    }

    private static LongSummaryStatistics statistics(List<Future<Long>> times) throws Exception {
        LongSummaryStatistics statistics = new LongSummaryStatistics();
        for (Future<Long> time : times) {
            statistics.accept(time.get(30, TimeUnit.SECONDS));
        }
        return statistics;
    }

    private static void row(String id, String what, Transport transport, Duration due, List<Future<Long>> times)
            throws Exception {
        LongSummaryStatistics reaped = statistics(times);
        long tolerance = due.toMillis() / 10 + 1000;
        Scorecard.row(
                id,
                what + ", " + transport.key(),
                "reset %d s after the cut ± 10%% ± 1 s".formatted(due.toSeconds()),
                "%d of %d, %d–%d ms".formatted(reaped.getCount(), times.size(), reaped.getMin(), reaped.getMax()),
                reaped.getMin() >= due.toMillis() - tolerance && reaped.getMax() <= due.toMillis() + tolerance);
    }
}
