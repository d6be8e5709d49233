package io.tcplb.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.tcplb.it.kit.Await;
import io.tcplb.it.kit.Conf;
import io.tcplb.it.kit.FaultServer;
import io.tcplb.it.kit.Hello;
import io.tcplb.it.kit.Lab;
import io.tcplb.it.kit.LbProcess;
import io.tcplb.it.kit.RoundTrips;
import io.tcplb.it.kit.Scorecard;
import io.tcplb.it.kit.SlowSenders;
import io.tcplb.it.kit.Sockets;
import io.tcplb.it.kit.Transport;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Five thousand clients that spell their first words byte by byte: good ones do not notice, and these are thrown out. */
@Tag("scorecard")
class SlowlorisIT {
    private static final int SLOW = 5000;
    private static final Duration DEADLINE = Duration.ofSeconds(3);
    private static final Duration LATE_AT_MOST = Duration.ofSeconds(3);
    private static final Duration GAP = Duration.ofMillis(400);
    private static final Duration SOON = Duration.ofSeconds(20);
    private static final int WAVES = 2;
    private static final int TRIPS = 200;
    private static final double SLOWER_AT_MOST = 1.5;
    private static final int KIB = 1 << 10;
    private static final long KEPT = 10 * KIB;
    private static final int PROBES = 2;
    private static final long USER_BOUND = 32 * KIB;

    /** What 12,500 bytes a second cost at both ends of as many packets, on two cores that they share with good clients. */
    private static final long NOISE_NANOS = Duration.ofMillis(10).toNanos();

    private static final byte[] HEADER =
            "PROXY TCP4 192.0.2.1 192.0.2.2 1000 443\r\n".getBytes(StandardCharsets.US_ASCII);

    @RegisterExtension
    final Lab lab = new Lab();

    @ParameterizedTest
    @EnumSource(Transport.class)
    void slowProxyHeaders(Transport transport) throws Exception {
        LbProcess lb = lb(
                transport,
                "proxy-protocol { accept = required, trusted = [\"127.0.0.0/8\"], timeout = 3s }",
                "inspect-timeout = 1h");
        InetSocketAddress target = lb.address("first");
        attack(transport, lb, "PROXY", HEADER, () -> {
            Socket socket = Sockets.connect(target);
            socket.getOutputStream().write(HEADER);
            return socket;
        });
    }

    @ParameterizedTest
    @EnumSource(Transport.class)
    void slowClientHellos(Transport transport) throws Exception {
        byte[] hello = Hello.naming("www.example.com");
        LbProcess lb = lb(
                transport,
                "routes = [{ sni = [\"*.example.com\"], pool = echo }]",
                "inspect-timeout = 3s",
                "proxy-protocol.timeout = 1h");
        InetSocketAddress target = lb.address("first");
        attack(transport, lb, "SNI", hello, () -> {
            Socket socket = Sockets.connect(target);
            socket.getOutputStream().write(hello);
            requireEcho(socket, hello.length);
            return socket;
        });
    }

    private LbProcess lb(Transport transport, String... options) throws IOException {
        FaultServer echo = lab.server(FaultServer::echoes);
        return lab.lb(
                transport,
                Conf.listener("first", options)
                        + Conf.pool("first", List.of(Conf.backend("a", echo.address())), Conf.NO_CHECK)
                        + Conf.pool("echo", List.of(Conf.backend("a", echo.address())), Conf.NO_CHECK));
    }

    private void attack(Transport transport, LbProcess lb, String what, byte[] words, RoundTrips.Dial good)
            throws Exception {
        RoundTrips others = lab.closing(RoundTrips.fresh(good));
        others.measure(3 * TRIPS);
        List<long[]> alone = new ArrayList<>();
        List<long[]> amid = new ArrayList<>();
        List<Duration> lives = new ArrayList<>();
        assertThat(timedOut(lb)).isZero(); // and from here on its own connection to the metrics is open
        long before = lb.residentBytes();
        int descriptors = lb.openDescriptors();
        long mostMemory = 0;
        long afterFirst = 0;
        for (int wave = 0; wave < WAVES; wave++) {
            for (int window = 0; window < 3; window++) {
                alone.add(others.measure(TRIPS));
            }
            try (SlowSenders slow = new SlowSenders(lb.address("first"), SLOW, words, GAP)) {
                Await.until("all are connected", SOON, () -> slow.alive() + slow.ended() == SLOW);
                while (slow.ended() == 0) {
                    amid.add(others.measure(TRIPS));
                    mostMemory = Math.max(mostMemory, lb.residentBytes() - before);
                }
                Await.until("all are thrown out", SOON, () -> slow.ended() == SLOW, () -> slow.ended() + " are");
                assertThat(slow.answer()).as("what a slow client was told").isEmpty();
                lives.addAll(slow.lives());
            }
            afterFirst = wave == 0 ? lb.residentBytes() : afterFirst;
        }
        assertReaped(transport, lb, what, lives.stream().sorted().toList());
        Await.until(
                "descriptors are back",
                SOON,
                () -> lb.openDescriptors() <= descriptors + PROBES,
                () -> lb.openDescriptors() + " are open (expected " + descriptors + ")");
        assertMemory(transport, what, mostMemory, lb.residentBytes() - afterFirst);
        assertPace(transport, what, alone, amid);
    }

    private static void assertReaped(Transport transport, LbProcess lb, String what, List<Duration> lives) {
        int all = WAVES * SLOW;
        Await.until("all are counted", SOON, () -> timedOut(lb) >= all, () -> timedOut(lb) + " are");
        assertThat(timedOut(lb)).as("preface_timeout").isEqualTo(all);
        Duration shortest = lives.get(0);
        Duration longest = lives.get(lives.size() - 1);
        Scorecard.row(
                "5a",
                SLOW + " slow " + what + " clients thrown out, " + transport.key(),
                "all, " + DEADLINE.toMillis() + " ms after their connect (+ " + LATE_AT_MOST.toMillis() + " ms)",
                lives.size() / WAVES + ", after " + shortest.toMillis() + " to " + longest.toMillis() + " ms",
                lives.size() == all
                        && shortest.compareTo(DEADLINE.minusMillis(100)) >= 0
                        && longest.compareTo(DEADLINE.plus(LATE_AT_MOST)) <= 0);
    }

    private static void assertPace(Transport transport, String what, List<long[]> alone, List<long[]> amid) {
        long without = median(alone, 90);
        long with = median(amid, 90);
        Scorecard.row(
                "5b",
                SLOW + " slow " + what + " clients, times of good ones with / without, " + transport.key(),
                "p90 <= " + SLOWER_AT_MOST + " (or within " + NOISE_NANOS / 1_000_000 + " ms)",
                "p50 " + ratio(median(amid, 50), median(alone, 50)) + ", p90 " + ratio(with, without) + ", p99 "
                        + ratio(median(amid, 99), median(alone, 99)),
                with <= SLOWER_AT_MOST * without || with - without <= NOISE_NANOS);
    }

    /** Returns the median over all windows of their percentiles, in nanoseconds. */
    private static long median(List<long[]> windows, int percent) {
        return RoundTrips.median(windows.stream()
                .map(window -> RoundTrips.percentile(window, percent))
                .toList());
    }

    private static String ratio(long with, long without) {
        return String.format(Locale.ROOT, "%.2f (%d / %d us)", (double) with / without, with / 1000, without / 1000);
    }

    /** A heap that has grown stays so: that a second wave finds room in it is what shows that nothing is kept. */
    private static void assertMemory(Transport transport, String what, long most, long more) {
        Scorecard.row(
                "5c",
                SLOW + " slow " + what + " clients, memory of one, " + transport.key(),
                "<= " + USER_BOUND / KIB + " KiB, of a second wave <= " + KEPT / KIB + " KiB more; descriptors back",
                String.format(Locale.ROOT, "%.1f KiB, %.1f KiB more; back", perClient(most), perClient(more)),
                most / SLOW <= USER_BOUND && more / SLOW <= KEPT);
    }

    private static double perClient(long bytes) {
        return (double) bytes / SLOW / KIB;
    }

    private static long timedOut(LbProcess lb) {
        return lb.metrics().count("lb_session_end_total", "listener", "first", "reason", "preface_timeout");
    }

    private static void requireEcho(Socket socket, int length) throws IOException {
        if (socket.getInputStream().readNBytes(length).length < length) {
            throw new IOException("no echo of the hello");
        }
    }
}
