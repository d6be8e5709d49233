package io.tcplb.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.tcplb.it.kit.Await;
import io.tcplb.it.kit.Conf;
import io.tcplb.it.kit.FaultServer;
import io.tcplb.it.kit.Lab;
import io.tcplb.it.kit.LbProcess;
import io.tcplb.it.kit.RoundTrips;
import io.tcplb.it.kit.Scorecard;
import io.tcplb.it.kit.SocketMemory;
import io.tcplb.it.kit.Sockets;
import io.tcplb.it.kit.StalledSessions;
import io.tcplb.it.kit.Transport;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Two thousand readers that stall cost bounded memory, in lb and in the kernel, and slow down nobody else. */
@Tag("scorecard")
class StalledReadersIT {
    private static final Duration SOON = Duration.ofSeconds(20);
    private static final int SESSIONS = 2000;
    private static final int ROUNDS = 5;
    private static final int TRIPS = 1000;
    private static final int KIB = 1 << 10;
    private static final int MIB = 1 << 20;

    /** What {@code docs/} says that one stalled direction may hold of the kernel's memory. */
    private static final long KERNEL_BOUND = 768 * KIB;

    private static final long USER_BOUND = 128 * KIB;
    private static final double SLOWER_AT_MOST = 1.2;

    /** Of times this short the scheduler decides, whatever the ratio. */
    private static final long NOISE_NANOS = Duration.ofMillis(5).toNanos();

    @RegisterExtension
    final Lab lab = new Lab();

    @ParameterizedTest
    @EnumSource(Transport.class)
    void stalledReadersAreNobodyElsesBurden(Transport transport) throws Exception {
        StalledSessions stalled = lab.closing(new StalledSessions());
        FaultServer echo = lab.server(FaultServer::echoes);
        LbProcess lb = lab.lb(
                transport,
                listener("up", "127.0.0.1:" + stalled.readingPort())
                        + listener("down", "127.0.0.1:" + stalled.writingPort())
                        + listener("web", echo.address()));
        RoundTrips others = lab.closing(RoundTrips.kept(10, () -> Sockets.connect(lb.address("web"))));
        others.measure(2 * TRIPS);

        List<Long> alone = new ArrayList<>();
        List<Long> amid = new ArrayList<>();
        for (int round = 0; round < ROUNDS; round++) {
            alone.add(RoundTrips.percentile(others.measure(TRIPS), 99));
            long resident = lb.residentBytes();
            try {
                stalled.open(lb.address("up"), lb.address("down"), SESSIONS);
            } catch (AssertionError e) {
                throw new AssertionError(lb.metrics().by("reason", "lb_session_end_total") + " " + e.getMessage(), e);
            }
            if (round == 0) {
                assertMemory(transport, lb, stalled, lb.residentBytes() - resident);
            }
            amid.add(RoundTrips.percentile(others.measure(TRIPS), 99));
            if (round == 0) {
                stalled.drain();
            }
            stalled.closeAll();
            Await.until("the stalled sessions are gone", SOON, () -> active(lb) == 0);
        }
        assertPace(transport, RoundTrips.median(alone), RoundTrips.median(amid));
        assertThat(echo.failures()).isEmpty();
    }

    private static void assertMemory(Transport transport, LbProcess lb, StalledSessions stalled, long resident) {
        SocketMemory kernel = SocketMemory.of("sport = :" + lb.address("up").getPort())
                .plus(SocketMemory.of("dport = :" + stalled.readingPort()))
                .plus(SocketMemory.of("sport = :" + lb.address("down").getPort()))
                .plus(SocketMemory.of("dport = :" + stalled.writingPort()));
        assertThat(kernel.sockets()).as("sockets looked at").isBetween(2 * SESSIONS, 2 * SESSIONS + 8);
        long inKernel = kernel.total() / SESSIONS;
        long inUser = resident / SESSIONS;
        long host = SocketMemory.ofHost();
        Scorecard.row(
                "4a",
                SESSIONS + " stalled readers, memory of a session, " + transport.key(),
                "kernel <= %d KiB, lb <= %d KiB; host < %d MiB, where pressure begins"
                        .formatted(KERNEL_BOUND / KIB, USER_BOUND / KIB, SocketMemory.pressureMark() / MIB),
                "kernel %d KiB (receive %d, send %d), lb %d KiB; host %d MiB"
                        .formatted(
                                inKernel / KIB,
                                kernel.received() / SESSIONS / KIB,
                                kernel.sending() / SESSIONS / KIB,
                                inUser / KIB,
                                host / MIB),
                inKernel <= KERNEL_BOUND && inUser <= USER_BOUND && host < SocketMemory.pressureMark());
    }

    private static void assertPace(Transport transport, long alone, long amid) {
        double ratio = (double) amid / alone;
        Scorecard.row(
                "4b",
                SESSIONS + " stalled readers, p99 of other sessions with / without, " + transport.key(),
                "<= " + SLOWER_AT_MOST + " (or within " + NOISE_NANOS / 1_000_000 + " ms)",
                String.format(Locale.ROOT, "%.2f (%d / %d us)", ratio, amid / 1000, alone / 1000),
                ratio <= SLOWER_AT_MOST || amid - alone <= NOISE_NANOS);
    }

    private static long active(LbProcess lb) {
        return lb.metrics().count("lb_listener_sessions_active", "listener", "up")
                + lb.metrics().count("lb_listener_sessions_active", "listener", "down");
    }

    private static String listener(String name, String backend) {
        return Conf.listener(name)
                + Conf.pool(
                        name,
                        List.of(Conf.backend("a", backend)),
                        Conf.NO_CHECK,
                        "connect { timeout = 10s, deadline = 20s }");
    }
}
