package io.tcplb.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.tcplb.it.kit.Await;
import io.tcplb.it.kit.Conf;
import io.tcplb.it.kit.FaultServer;
import io.tcplb.it.kit.Lab;
import io.tcplb.it.kit.LbProcess;
import io.tcplb.it.kit.Scorecard;
import io.tcplb.it.kit.Soak;
import io.tcplb.it.kit.Sockets;
import io.tcplb.it.kit.Transport;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Who is let in, and how fast. */
class AdmissionIT {
    private static final Duration SOON = Duration.ofSeconds(15);
    private static final String SERVED = "hello";
    private static final String REJECTED = "reset";
    private static final double MICROS_PER_TICK = 10_000;

    @RegisterExtension
    final Lab lab = new Lab();

    @ParameterizedTest
    @EnumSource(Transport.class)
    void denyWinsAndAnAllowLetsNobodyElseIn(Transport transport) throws Exception {
        FaultServer server = lab.server(FaultServer.greets(SERVED));
        LbProcess lb = start(
                transport, server, Conf.listener("web", "allow = \"127.0.0.0/28\", deny = [127.0.0.4/30, \"::/0\"]"));
        for (int host = 1; host < 20; host++) {
            boolean denied = host >= 16 || (host >= 4 && host < 8);
            assertThat(outcome("127.0.0." + host, lb)).as("127.0.0.%d", host).isEqualTo(denied ? REJECTED : SERVED);
        }
        awaitRejected(lb, "denied", 8);
        assertThat(lb.metrics().count("lb_session_end_total", "reason", "denied"))
                .isEqualTo(8);
        assertThat(server.accepted()).isEqualTo(11);
        Await.until("the log has them", SOON, () -> logged(lb, "denied") == 8, () -> String.join("\n", lb.accessLog()));
    }

    @ParameterizedTest
    @EnumSource(Transport.class)
    void theSameRulesHoldInIpv6(Transport transport) throws Exception {
        FaultServer server = lab.server(FaultServer.greets(SERVED));
        LbProcess lb = start(transport, server, Conf.listenerAt("[::1]", "web", "deny = \"::1\""));
        assertThat(outcome("", lb)).isEqualTo(REJECTED);
        lb.reload(pool(server) + Conf.listenerAt("[::1]", "web", "allow = \"::/16\""));
        assertThat(outcome("", lb)).isEqualTo(SERVED);
        lb.reload(pool(server) + Conf.listenerAt("[::1]", "web", "allow = [\"fe80::/10\", \"0.0.0.0/0\"]"));
        assertThat(outcome("", lb)).isEqualTo(REJECTED);
    }

    /** A dual-stack listener sees 127.0.0.1 as ::ffff:127.0.0.1, which must be no way around. */
    @ParameterizedTest
    @EnumSource(Transport.class)
    void anIpv4ClientOfADualStackListenerIsAnIpv4Client(Transport transport) throws Exception {
        FaultServer server = lab.server(FaultServer.greets(SERVED));
        String dual = "listeners.web { bind = \"[::]:0\", pool = web, %s }\n";
        LbProcess lb = start(transport, server, dual.formatted("deny = 127.0.0.0/8"));
        InetSocketAddress v4 = Sockets.literal("127.0.0.1", lb.address("web").getPort());
        InetSocketAddress v6 = Sockets.literal("::1", lb.address("web").getPort());
        assertThat(outcome("", v4)).isEqualTo(REJECTED);
        assertThat(outcome("", v6)).isEqualTo(SERVED);

        lb.reload(pool(server) + dual.formatted("allow = \"::ffff:127.0.0.0/104\""));
        assertThat(outcome("", v4)).isEqualTo(SERVED);
        assertThat(outcome("", v6)).isEqualTo(REJECTED);

        lb.reload(pool(server) + dual.formatted("allow = \"::/0\""));
        assertThat(outcome("", v4)).as("not an address of IPv6").isEqualTo(REJECTED);
        assertThat(outcome("", v6)).isEqualTo(SERVED);
        Await.until("the log is written", SOON, () -> lb.accessLog().size() == 6);
        assertThat(lb.accessLog()).noneMatch(line -> line.contains("ffff"));
    }

    @ParameterizedTest
    @EnumSource(Transport.class)
    void theRateOfAListenerIsKept(Transport transport) throws Exception {
        FaultServer server = lab.server(FaultServer.greets(SERVED));
        LbProcess lb = start(transport, server, Conf.listener("web", "connection-rate = 20"));
        long start = System.nanoTime();
        int served = 0;
        for (int i = 0; i < 200; i++) {
            served += outcome("127.0.0." + (1 + i % 50), lb).equals(SERVED) ? 1 : 0;
        }
        long seconds = Duration.ofNanos(System.nanoTime() - start).toSeconds() + 1;
        assertThat(served).as("a burst of 20, and 20 for each second").isBetween(20, (int) (20 + 20 * seconds));
        awaitRejected(lb, "rate_limited", 200 - served);
        Await.until(
                "a second later there is room again",
                SOON,
                () -> outcome("", lb).equals(SERVED));
    }

    @ParameterizedTest
    @EnumSource(Transport.class)
    void oneClientsRateIsNotAnothers(Transport transport) throws Exception {
        FaultServer server = lab.server(FaultServer.greets(SERVED));
        LbProcess lb = start(transport, server, Conf.listener("web", "per-source.connection-rate = 2"));
        long start = System.nanoTime();
        int served = 0;
        for (int i = 0; i < 50; i++) {
            served += outcome("127.0.0.2", lb).equals(SERVED) ? 1 : 0;
        }
        long seconds = Duration.ofNanos(System.nanoTime() - start).toSeconds() + 1;
        assertThat(served).isBetween(2, (int) (2 + 2 * seconds));
        for (int host = 10; host < 40; host++) {
            assertThat(outcome("127.0.0." + host, lb)).isEqualTo(SERVED);
        }
        awaitRejected(lb, "rate_limited", 50 - served);
    }

    @ParameterizedTest
    @EnumSource(Transport.class)
    void oneClientsConnectionsAreCountedAndGivenBack(Transport transport) throws Exception {
        FaultServer server = lab.server(FaultServer.greetsAndEchoes(SERVED));
        LbProcess lb = start(transport, server, Conf.listener("web", "per-source.max-connections = 2"));
        try (Socket first = held("127.0.0.2", lb);
                Socket second = held("127.0.0.2", lb)) {
            assertThat(outcome("127.0.0.2", lb)).isEqualTo(REJECTED);
            try (Socket other = held("127.0.0.3", lb)) {
                Sockets.send(other, "x");
                assertThat(Sockets.receive(other, 1)).isEqualTo("x");
            }
            Sockets.reset(second);
            Await.until("there is room again", SOON, () -> {
                try (Socket third = Sockets.connect("127.0.0.2", lb.address("web"))) {
                    return Sockets.receive(third, SERVED.length()).equals(SERVED);
                }
            });
            Sockets.send(first, "y");
            assertThat(Sockets.receive(first, 1)).as("who was let in stays").isEqualTo("y");
        }
        assertThat(rejected(lb, "rate_limited")).isPositive();
    }

    /** What a flood of strangers costs, beside what as many clients cost. */
    @ParameterizedTest
    @EnumSource(Transport.class)
    @Tag("scorecard")
    void aRejectedConnectionCostsLittle(Transport transport) throws Exception {
        FaultServer server = lab.server(FaultServer.greets(SERVED));
        LbProcess lb = start(transport, server, Conf.listener("web", "deny = 127.0.0.2"));
        int count = Soak.pick(3_000, 10_000);
        flood(lb, "127.0.0.1", SERVED, count / 5); // the first ones pay for compiling the code
        flood(lb, "127.0.0.2", REJECTED, count / 5);

        long served = flood(lb, "127.0.0.1", SERVED, count);
        long rejected = flood(lb, "127.0.0.2", REJECTED, count);
        Scorecard.row(
                "9",
                "processor time of a rejected connection, " + transport.key(),
                "less than that of the shortest session",
                String.format(
                        Locale.ROOT,
                        "%.0f µs rejected, %.0f µs served, with a line in the log each",
                        rejected * MICROS_PER_TICK / count,
                        served * MICROS_PER_TICK / count),
                rejected < served);
    }

    /** Returns the processor time that lb has used, in clock ticks. */
    private static long flood(LbProcess lb, String from, String expected, int count) throws IOException {
        long before = lb.processorTicks();
        for (int i = 0; i < count; i++) {
            assertThat(outcome(from, lb)).isEqualTo(expected);
        }
        return lb.processorTicks() - before;
    }

    private LbProcess start(Transport transport, FaultServer server, String listener) {
        return lab.lb(transport, listener + pool(server));
    }

    private static String pool(FaultServer server) {
        return Conf.pool("web", List.of(Conf.backend("s", server.address())), Conf.NO_CHECK);
    }

    private static Socket held(String from, LbProcess lb) throws IOException {
        Socket socket = Sockets.connect(from, lb.address("web"));
        assertThat(Sockets.receive(socket, SERVED.length())).isEqualTo(SERVED);
        return socket;
    }

    private static String outcome(String from, LbProcess lb) throws IOException {
        return outcome(from, lb.address("web"));
    }

    /** Connects and returns what that brought; a reset may be there before the connect returns. */
    private static String outcome(String from, InetSocketAddress to) throws IOException {
        try (Socket socket = Sockets.connect(from, to)) {
            return Sockets.receiveAll(socket);
        } catch (SocketException e) {
            if (String.valueOf(e.getMessage()).contains("reset")) {
                return REJECTED;
            }
            throw e;
        }
    }

    private static void awaitRejected(LbProcess lb, String reason, long count) {
        Await.until(
                count + " rejected as " + reason,
                SOON,
                () -> rejected(lb, reason) == count,
                () -> Long.toString(rejected(lb, reason)));
    }

    private static long rejected(LbProcess lb, String reason) {
        return lb.metrics().count("lb_listener_rejected_total", "listener", "web", "reason", reason);
    }

    private static long logged(LbProcess lb, String reason) {
        return lb.accessLog().stream()
                .filter(line -> line.contains("\"reason\":\"" + reason + "\""))
                .count();
    }
}
