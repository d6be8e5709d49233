package io.tcplb.it;

import static io.tcplb.it.kit.ProxyHeaders.latin1;
import static io.tcplb.it.kit.ProxyHeaders.v1;
import static io.tcplb.it.kit.ProxyHeaders.v2;
import static org.assertj.core.api.Assertions.assertThat;

import io.tcplb.it.kit.Await;
import io.tcplb.it.kit.Conf;
import io.tcplb.it.kit.Daemon;
import io.tcplb.it.kit.FaultServer;
import io.tcplb.it.kit.Lab;
import io.tcplb.it.kit.LbProcess;
import io.tcplb.it.kit.LogLine;
import io.tcplb.it.kit.NginxServer;
import io.tcplb.it.kit.Sockets;
import io.tcplb.it.kit.Transport;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The PROXY protocol as a listener takes it, from the programs that most others are tested against and from liars. */
class ProxyProtocolIT {
    private static final Duration SOON = Duration.ofSeconds(15);
    private static final String ACCEPT = "proxy-protocol { accept = required, trusted = \"127.0.0.1\" }";

    @RegisterExtension
    final Lab lab = new Lab();

    @ParameterizedTest
    @EnumSource(Transport.class)
    void aHaproxyInFrontSaysWhoTheClientIs(Transport transport) throws Exception {
        LbProcess lb = accepting(transport, ACCEPT, lab.nginx("a").address());
        Daemon v1 = haproxy(lb, "send-proxy");
        // Everything that it can put behind the addresses, all of which lb has to step over.
        Daemon v2 = haproxy(lb, "send-proxy-v2 proxy-v2-options ssl,cert-cn,crc32c,unique-id");

        assertThat(getFrom("127.0.0.7", v1.port())).isEqualTo("a");
        assertThat(getFrom("127.0.0.8", v2.port())).isEqualTo("a");
        awaitClients(lb, "127.0.0.7", "127.0.0.8");
        assertThat(ends(lb, "preface_invalid")).isZero();
    }

    @ParameterizedTest
    @EnumSource(Transport.class)
    void anNginxInFrontSaysWhoTheClientIs(Transport transport) throws Exception {
        LbProcess lb = accepting(transport, ACCEPT, lab.nginx("a").address());
        Daemon front = lab.closing(Daemon.nginxStream(
                lab.directory("front"), """
                server { listen 127.0.0.1:PORT; proxy_pass 127.0.0.1:%d; proxy_protocol on; }
                """.formatted(lb.address("web").getPort())));

        assertThat(getFrom("127.0.0.8", front.port())).isEqualTo("a");
        awaitClients(lb, "127.0.0.8");
    }

    /** v1 says that nobody is there, v2 that the connection is the sender's own: neither is a client's. */
    @ParameterizedTest
    @EnumSource(Transport.class)
    void healthChecksOfAHaproxyInFrontPass(Transport transport) throws Exception {
        for (String send : List.of("send-proxy", "send-proxy-v2")) {
            NginxServer nginx = lab.nginx(send);
            LbProcess lb = accepting(transport, ACCEPT, nginx.address());
            Daemon haproxy = haproxy(lb, send + " check check-send-proxy inter 250ms fall 1000");

            Await.until("checks have come through", SOON, () -> checks(nginx) >= 3);
            assertThat(getFrom("127.0.0.7", haproxy.port())).isEqualTo(send);
            awaitClients(lb, "127.0.0.1", "127.0.0.7");
            assertThat(ends(lb, "preface_invalid")).isZero();
        }
    }

    private static long checks(NginxServer nginx) {
        return nginx.ledger().stream().filter(line -> line.contains("/checked")).count();
    }

    @ParameterizedTest
    @EnumSource(Transport.class)
    void whatFollowsTheHeaderIsTheClientsHoweverItIsCut(Transport transport) throws Exception {
        LbProcess lb =
                accepting(transport, ACCEPT, lab.server(FaultServer::echoes).address());
        for (byte[] header : List.of(v1("203.0.113.7"), v2("203.0.113.7"), v2("203.0.113.7", 3000))) {
            try (Socket client = Sockets.connect(lb.address("web"))) {
                client.getOutputStream().write(join(header, latin1("hello")));
                assertThat(Sockets.receive(client, 5)).isEqualTo("hello");
            }
            try (Socket client = Sockets.connect(lb.address("web"))) {
                for (byte b : join(header, latin1("hello"))) {
                    client.getOutputStream().write(b);
                }
                assertThat(Sockets.receive(client, 5)).isEqualTo("hello");
            }
        }
        Await.until("six sessions have ended", SOON, () -> lb.accessLog().size() == 6);
        assertThat(clients(lb)).containsOnly("203.0.113.7");
    }

    @ParameterizedTest
    @EnumSource(Transport.class)
    void aServerThatSpeaksFirstIsHeardAfterTheHeader(Transport transport) throws Exception {
        LbProcess lb = accepting(
                transport, ACCEPT, lab.server(FaultServer.greets("220 ready")).address());
        try (Socket client = Sockets.connect(lb.address("web"))) {
            client.getOutputStream().write(v1("203.0.113.7"));
            assertThat(Sockets.receiveAll(client)).isEqualTo("220 ready");
        }
    }

    @ParameterizedTest
    @EnumSource(Transport.class)
    void nobodyElseIsBelieved(Transport transport) throws Exception {
        FaultServer server = lab.server(FaultServer::echoes);
        LbProcess lb = accepting(transport, ACCEPT, server.address());
        assertThat(announcing("127.0.0.2", lb, v1("203.0.113.7"))).isEqualTo("reset");
        Await.until("it is counted", SOON, () -> rejected(lb, "denied") == 1);
        assertThat(server.accepted()).isZero();
        awaitClients(lb, "127.0.0.2");
    }

    @ParameterizedTest
    @EnumSource(Transport.class)
    void whateverIsNoHeaderIsRefused(Transport transport) throws Exception {
        FaultServer server = lab.server(FaultServer::echoes);
        LbProcess lb = accepting(
                transport,
                "proxy-protocol { accept = required, trusted = \"127.0.0.1\", timeout = 20s, max-header = 512B }",
                server.address());
        List<byte[]> garbage = List.of(
                latin1("GET / HTTP/1.1\r\n\r\n"),
                latin1("PROXY TCP4 1.2.3.4 5.6.7.8 1 65536\r\n"),
                latin1("PROXY TCP4 01.2.3.4 5.6.7.8 1 2\r\n"),
                latin1("PROXY TCP4 1.2.3.4 5.6.7.8 1 2\n hello"),
                latin1("PROXY UNKNOWN " + "x".repeat(100)),
                latin1("\r\n\r\n\0\r\nQUIT\n\61\21\0\f"), // version 3
                latin1("\r\n\r\n\0\r\nQUIT\n\42\21\0\f"), // a command that is none
                v2("203.0.113.7", 500), // longer than is taken
                new byte[] {0x16, 0x03, 0x01, 0x02});
        for (byte[] bytes : garbage) {
            try (Socket client = Sockets.connect(lb.address("web"))) {
                assertThat(endOf(client, bytes))
                        .as(new String(bytes, StandardCharsets.ISO_8859_1))
                        .isEqualTo(Sockets.Ending.RESET);
            }
        }
        Await.until("all are counted", SOON, () -> ends(lb, "preface_invalid") == garbage.size());
        assertThat(server.accepted()).isZero();
    }

    @ParameterizedTest
    @EnumSource(Transport.class)
    void halfAHeaderIsWaitedForAsLongAsConfigured(Transport transport) throws Exception {
        FaultServer server = lab.server(FaultServer::echoes);
        LbProcess lb = accepting(
                transport,
                "proxy-protocol { accept = required, trusted = \"127.0.0.1\", timeout = 300ms }",
                server.address());
        byte[] whole = v2("203.0.113.7");
        for (int length : new int[] {0, 1, 15, whole.length - 1}) {
            try (Socket client = Sockets.connect(lb.address("web"))) {
                long start = System.nanoTime();
                assertThat(endOf(client, Arrays.copyOf(whole, length))).isEqualTo(Sockets.Ending.RESET);
                assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThan(Duration.ofMillis(250));
            }
        }
        Await.until("all are counted", SOON, () -> ends(lb, "preface_timeout") == 4);
        assertThat(server.accepted()).isZero();
    }

    @ParameterizedTest
    @EnumSource(Transport.class)
    void theAnnouncedAddressChoosesTheBackend(Transport transport) throws Exception {
        FaultServer a = lab.server(FaultServer.greets("a"));
        FaultServer b = lab.server(FaultServer.greets("b"));
        LbProcess lb = lab.lb(
                transport,
                Conf.listener("web", ACCEPT)
                        + Conf.pool(
                                "web",
                                List.of(Conf.backend("a", a.address()), Conf.backend("b", b.address())),
                                "algorithm = source-hash",
                                Conf.NO_CHECK));
        StringBuilder chosen = new StringBuilder();
        for (int round = 0; round < 2; round++) {
            for (int host = 1; host <= 30; host++) {
                try (Socket client = Sockets.connect(lb.address("web"))) {
                    client.getOutputStream().write(v2("203.0.113." + host));
                    chosen.append(Sockets.receiveAll(client));
                }
            }
        }
        assertThat(chosen).hasSize(60).contains("a", "b");
        assertThat(chosen.substring(30)).isEqualTo(chosen.substring(0, 30));
    }

    @ParameterizedTest
    @EnumSource(Transport.class)
    void theAnnouncedAddressIsTheOneThatIsAllowedOrDenied(Transport transport) throws Exception {
        FaultServer server = lab.server(FaultServer.greets("hello"));
        LbProcess lb = accepting(
                transport,
                ACCEPT + "\nallow = [\"203.0.113.0/24\", \"2001:db8::/32\"], deny = \"203.0.113.66\"",
                server.address());
        assertThat(announcing(lb, v1("203.0.113.7"))).isEqualTo("hello");
        assertThat(announcing(lb, v1("203.0.113.66"))).isEqualTo("reset");
        assertThat(announcing(lb, v1("198.51.100.1"))).isEqualTo("reset");
        assertThat(announcing(lb, latin1("PROXY TCP6 2001:db8::7 ::1 1 2\r\n"))).isEqualTo("hello");
        assertThat(announcing(lb, latin1("PROXY TCP6 2001:db9::7 ::1 1 2\r\n"))).isEqualTo("reset");
        assertThat(announcing(lb, latin1("PROXY TCP6 ::ffff:203.0.113.66 ::1 1 2\r\n")))
                .isEqualTo("reset");
        Await.until("all are counted", SOON, () -> rejected(lb, "denied") == 4);
        assertThat(server.accepted()).isEqualTo(2);
    }

    // ---- pieces

    private LbProcess accepting(Transport transport, String listener, String backend) {
        return lab.lb(
                transport,
                Conf.listener("web", listener) + Conf.pool("web", List.of(Conf.backend("a", backend)), Conf.NO_CHECK));
    }

    /** A HAProxy that sends everything to lb. */
    private Daemon haproxy(LbProcess lb, String server) {
        return lab.closing(Daemon.haproxy(
                lab.directory("haproxy"), """
                frontend in
                  mode tcp
                  bind 127.0.0.1:PORT
                  unique-id-format %%{+X}o%%ci:%%cp
                  default_backend lb
                backend lb
                  mode tcp
                  option httpchk GET /files/checked
                  http-check expect status 404
                  timeout check 5s
                  server lb 127.0.0.1:%d %s
                """.formatted(lb.address("web").getPort(), server)));
    }

    private static String getFrom(String client, int port) throws IOException {
        return Sockets.get(client, Sockets.loopback(port), "/");
    }

    private static String announcing(LbProcess lb, byte[] header) throws IOException {
        return announcing("", lb, header);
    }

    /** Returns what a header brings; the reset may be there before it is sent, or even before the connect returns. */
    private static String announcing(String from, LbProcess lb, byte[] header) throws IOException {
        try (Socket client = Sockets.connect(from, lb.address("web"))) {
            client.getOutputStream().write(header);
            return Sockets.receiveAll(client);
        } catch (SocketException e) {
            String words = String.valueOf(e.getMessage());
            return words.contains("reset") || words.contains("Broken pipe") ? "reset" : words;
        }
    }

    /** Sends what a peer that may already be gone takes, and returns how the connection ended. */
    private static Sockets.Ending endOf(Socket socket, byte[] bytes) throws IOException {
        try {
            socket.getOutputStream().write(bytes);
        } catch (SocketException e) {
            return Sockets.Ending.RESET;
        }
        return Sockets.ending(socket);
    }

    private static long ends(LbProcess lb, String reason) {
        return lb.metrics().count("lb_session_end_total", "reason", reason);
    }

    private static long rejected(LbProcess lb, String reason) {
        return lb.metrics().count("lb_listener_rejected_total", "reason", reason);
    }

    /** Waits until the access log has had all of these; whoever looks whether something listens may be in it, too. */
    private static void awaitClients(LbProcess lb, String... hosts) {
        Await.until(
                "in the access log: " + String.join(" ", hosts),
                SOON,
                () -> clients(lb).containsAll(List.of(hosts)),
                () -> clients(lb).toString());
    }

    private static List<String> clients(LbProcess lb) {
        return lb.accessLog().stream()
                .map(line -> new LogLine(line).clientHost())
                .toList();
    }

    private static byte[] join(byte[] a, byte[] b) {
        byte[] both = Arrays.copyOf(a, a.length + b.length);
        System.arraycopy(b, 0, both, a.length, b.length);
        return both;
    }
}
