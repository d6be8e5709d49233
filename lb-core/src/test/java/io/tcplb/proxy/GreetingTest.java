package io.tcplb.proxy;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tcplb.observe.CloseReason;
import io.tcplb.observe.SessionSummary;
import io.tcplb.spec.AdmissionSpec;
import io.tcplb.spec.Cidr;
import io.tcplb.spec.ListenerSpec;
import io.tcplb.spec.ProxyAcceptSpec;
import io.tcplb.spec.ProxyProtocol;
import io.tcplb.spec.RouteSpec;
import io.tcplb.spec.RuntimeSpec.Transport;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a client says before it has a backend, on real sockets and on both transports. */
class GreetingTest {
    private static final String V1 = "PROXY TCP4 192.0.2.7 198.51.100.1 4711 443\r\n";
    private static final byte[] SIGNATURE = {0x0d, 0x0a, 0x0d, 0x0a, 0, 0x0d, 0x0a, 0x51, 0x55, 0x49, 0x54, 0x0a};

    @ParameterizedTest
    @EnumSource(names = {"EPOLL", "NIO"})
    void takesTheHeaderOffHoweverItIsCut(Transport transport) throws Exception {
        try (Server echo = new Server(GreetingTest::echo);
                Proxy proxy = new Proxy(transport, new FixedPool(echo.port()), proxied("127.0.0.0/8"));
                Socket client = proxy.connect()) {
            for (byte one : (V1 + "hel").getBytes(ISO_8859_1)) {
                client.getOutputStream().write(one);
            }
            client.getOutputStream().write("lo".getBytes(UTF_8));
            assertThat(client.getInputStream().readNBytes(5)).isEqualTo("hello".getBytes(UTF_8));
            client.shutdownOutput();
            SessionSummary summary = proxy.ended();
            assertThat(summary.reason()).isEqualTo(CloseReason.CLIENT_CLOSED);
            assertThat(String.valueOf(summary.client())).isEqualTo("/192.0.2.7:4711");
            assertThat(summary.bytesToBackend()).isEqualTo(5);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"EPOLL", "NIO"})
    void keepsThePeersAddressForALocalHeader(Transport transport) throws Exception {
        byte[] local = ByteBuffer.allocate(16).put(SIGNATURE).put((byte) 0x20).array();
        try (Server echo = new Server(GreetingTest::echo);
                Proxy proxy = new Proxy(transport, new FixedPool(echo.port()), proxied("127.0.0.0/8"));
                Socket client = proxy.connect()) {
            client.getOutputStream().write(local);
            client.getOutputStream().write(7);
            assertThat(client.getInputStream().read()).isEqualTo(7);
            client.shutdownOutput();
            assertThat(String.valueOf(proxy.ended().client())).startsWith("/127.0.0.1:");
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"EPOLL", "NIO"})
    void refusesWhatIsNoHeader(Transport transport) throws Exception {
        try (Server echo = new Server(GreetingTest::echo);
                Proxy proxy = new Proxy(transport, new FixedPool(echo.port()), proxied("127.0.0.0/8"));
                Socket client = proxy.connect()) {
            client.getOutputStream().write("GET / HTTP/1.1\r\n".getBytes(UTF_8));
            assertReset(client);
            assertThat(proxy.ended().reason()).isEqualTo(CloseReason.PREFACE_INVALID);
            assertThat(echo.accepted()).isZero();
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"EPOLL", "NIO"})
    void deniesAStrangersHeaderUnread(Transport transport) throws Exception {
        try (Server echo = new Server(GreetingTest::echo);
                Proxy proxy = new Proxy(transport, new FixedPool(echo.port()), proxied("10.0.0.0/8"))) {
            // The reset may be there before connect() has returned.
            assertThatThrownBy(() -> {
                        try (Socket client = proxy.connect()) {
                            client.getInputStream().read();
                        }
                    })
                    .isInstanceOf(SocketException.class)
                    .hasMessageContaining("reset");
            assertThat(proxy.ended().reason()).isEqualTo(CloseReason.DENIED);
            assertThat(proxy.listener.stats().rejected()).containsEntry(CloseReason.DENIED, 1L);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"EPOLL", "NIO"})
    void deniesByTheAddressThatTheHeaderAnnounces(Transport transport) throws Exception {
        AdmissionSpec admission = new AdmissionSpec(0, 0, 0, List.of(), List.of(cidr("192.0.2.0/24")));
        try (Server echo = new Server(GreetingTest::echo);
                Proxy proxy = new Proxy(
                        transport, new FixedPool(echo.port()), spec(admission, accept("127.0.0.0/8"), List.of()));
                Socket client = proxy.connect()) {
            client.getOutputStream().write(V1.getBytes(ISO_8859_1));
            assertReset(client);
            assertThat(proxy.ended().reason()).isEqualTo(CloseReason.DENIED);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"EPOLL", "NIO"})
    void endsAtTheDeadlineWhateverTrickles(Transport transport) throws Exception {
        try (Server echo = new Server(GreetingTest::echo);
                Proxy proxy = new Proxy(transport, new FixedPool(echo.port()), proxied("127.0.0.0/8"));
                Socket client = proxy.connect()) {
            client.getOutputStream().write(V1.substring(0, 20).getBytes(ISO_8859_1));
            assertReset(client);
            SessionSummary summary = proxy.ended();
            assertThat(summary.reason()).isEqualTo(CloseReason.PREFACE_TIMEOUT);
            assertThat(Duration.ofNanos(summary.durationNanos()))
                    .isBetween(Duration.ofMillis(300), Duration.ofSeconds(2));
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"EPOLL", "NIO"})
    void callsAPeerThatConnectsAndLeavesNoOffender(Transport transport) throws Exception {
        try (Proxy proxy = new Proxy(transport, new FixedPool(1), proxied("127.0.0.0/8"))) {
            proxy.connect().close();
            assertThat(proxy.ended().reason()).isEqualTo(CloseReason.CLIENT_CLOSED);
            Socket midway = proxy.connect();
            midway.getOutputStream().write('P');
            midway.shutdownOutput();
            assertThat(proxy.ended().reason()).isEqualTo(CloseReason.PREFACE_INVALID);
            midway.close();
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"EPOLL", "NIO"})
    void tellsTheBackendWhoTheClientIs(Transport transport) throws Exception {
        BlockingQueue<String> heard = new LinkedBlockingQueue<>();
        try (Server server = new Server(socket -> {
                    heard.add(line(socket));
                    echo(socket);
                });
                Proxy proxy = new Proxy(
                        transport, new FixedPool(server.port()).telling(ProxyProtocol.V1), proxied("127.0.0.0/8"));
                Socket client = proxy.connect()) {
            client.getOutputStream().write((V1 + "x").getBytes(ISO_8859_1));
            assertThat(client.getInputStream().read()).isEqualTo('x');
            assertThat(heard.poll(20, TimeUnit.SECONDS)).isEqualTo(V1);
            client.shutdownOutput();
            assertThat(proxy.ended().bytesToBackend()).isEqualTo(1);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"EPOLL", "NIO"})
    void tellsABackendThatSpeaksFirst(Transport transport) throws Exception {
        try (Server server = new Server(socket -> {
                    byte[] header = socket.getInputStream().readNBytes(16);
                    int length = ByteBuffer.wrap(header).getShort(14);
                    byte[] rest = socket.getInputStream().readNBytes(length);
                    socket.getOutputStream().write(rest, 0, 4);
                });
                Proxy proxy =
                        new Proxy(transport, new FixedPool(server.port()).telling(ProxyProtocol.V2), Proxy.spec());
                Socket client = proxy.connect()) {
            assertThat(client.getInputStream().readNBytes(4)).containsExactly(127, 0, 0, 1);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"EPOLL", "NIO"})
    void routesByServerNameAndLeavesTheBytesAlone(Transport transport) throws Exception {
        byte[] hello = hello("WWW.example.COM");
        RouteSpec route = new RouteSpec(List.of("*.example.com"), List.of(), "other");
        try (Server plain = new Server(GreetingTest::echo);
                Server other = new Server(GreetingTest::echo);
                Proxy proxy = new Proxy(
                        transport,
                        new FixedPool(plain.port()),
                        spec(AdmissionSpec.OPEN, ProxyAcceptSpec.OFF, List.of(route)),
                        List.of(new FixedPool(other.port())));
                Socket client = proxy.connect()) {
            for (int i = 0; i < hello.length; i += 7) {
                client.getOutputStream().write(hello, i, Math.min(7, hello.length - i));
            }
            assertThat(client.getInputStream().readNBytes(hello.length)).isEqualTo(hello);
            assertThat(other.accepted()).isEqualTo(1);
            assertThat(plain.accepted()).isZero();
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"EPOLL", "NIO"})
    void routesNothingThatIsNoHello(Transport transport) throws Exception {
        RouteSpec route = new RouteSpec(List.of("a.example"), List.of(), "other");
        try (Server plain = new Server(GreetingTest::echo);
                Proxy proxy = new Proxy(
                        transport,
                        new FixedPool(plain.port()),
                        spec(AdmissionSpec.OPEN, ProxyAcceptSpec.OFF, List.of(route)),
                        List.of(new FixedPool(plain.port())));
                Socket client = proxy.connect()) {
            client.getOutputStream().write(HexFormat.of().parseHex("160301000501000001ff"));
            assertReset(client);
            assertThat(proxy.ended().reason()).isEqualTo(CloseReason.PREFACE_INVALID);
            assertThat(plain.accepted()).isZero();
        }
    }

    private static byte[] hello(String name) throws Exception {
        SSLEngine engine = SSLContext.getDefault().createSSLEngine();
        engine.setUseClientMode(true);
        SSLParameters parameters = engine.getSSLParameters();
        parameters.setServerNames(List.of(new SNIHostName(name)));
        engine.setSSLParameters(parameters);
        ByteBuffer out = ByteBuffer.allocate(1 << 15);
        engine.wrap(ByteBuffer.allocate(0), out);
        byte[] bytes = new byte[out.flip().remaining()];
        out.get(bytes);
        return bytes;
    }

    private static ListenerSpec proxied(String trusted) throws IOException {
        return spec(AdmissionSpec.OPEN, accept(trusted), List.of());
    }

    private static ProxyAcceptSpec accept(String trusted) throws IOException {
        return new ProxyAcceptSpec(true, List.of(cidr(trusted)), Duration.ofMillis(300), 4096);
    }

    private static ListenerSpec spec(AdmissionSpec admission, ProxyAcceptSpec proxy, List<RouteSpec> routes) {
        ListenerSpec plain = Proxy.spec();
        return new ListenerSpec(
                plain.name(),
                plain.bind(),
                plain.pool(),
                plain.maxConnections(),
                plain.idleTimeout(),
                plain.halfCloseTimeout(),
                plain.keepalive(),
                plain.userTimeout(),
                plain.receiveBuffer(),
                plain.sendBuffer(),
                admission,
                proxy,
                routes,
                Duration.ofSeconds(5));
    }

    private static Cidr cidr(String text) throws IOException {
        String[] parts = text.split("/");
        return Cidr.of(InetAddress.getByName(parts[0]), Integer.parseInt(parts[1]));
    }

    private static void assertReset(Socket client) {
        assertThatThrownBy(() -> client.getInputStream().read())
                .isInstanceOf(SocketException.class)
                .hasMessageContaining("reset");
    }

    private static String line(Socket socket) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        int one;
        while ((one = socket.getInputStream().read()) >= 0) {
            line.write(one);
            if (one == '\n') {
                break;
            }
        }
        return line.toString(ISO_8859_1);
    }

    private static void echo(Socket socket) throws IOException {
        socket.getInputStream().transferTo(socket.getOutputStream());
    }
}
