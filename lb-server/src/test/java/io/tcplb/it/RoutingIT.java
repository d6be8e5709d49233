package io.tcplb.it;

import static io.tcplb.it.kit.ProxyHeaders.latin1;
import static org.assertj.core.api.Assertions.assertThat;

import io.tcplb.it.kit.Await;
import io.tcplb.it.kit.Certificate;
import io.tcplb.it.kit.Command;
import io.tcplb.it.kit.Conf;
import io.tcplb.it.kit.Daemon;
import io.tcplb.it.kit.FaultServer;
import io.tcplb.it.kit.Lab;
import io.tcplb.it.kit.LbProcess;
import io.tcplb.it.kit.ProxyHeaders;
import io.tcplb.it.kit.Sockets;
import io.tcplb.it.kit.TlsClient;
import io.tcplb.it.kit.TlsClient.Cut;
import io.tcplb.it.kit.Transport;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Routing by what a ClientHello asks for. The servers are real and so is their certificate, which clients check: were a
 * byte changed on the way, no handshake would succeed.
 */
class RoutingIT {
    private static final Duration SOON = Duration.ofSeconds(15);

    private static final String ROUTES = """
            routes = [
              { alpn = "acme-tls/1", pool = acme }
              { sni = "api.example.com", alpn = "h2", pool = api-h2 }
              { sni = ["api.example.com", "api.example.net"], pool = api }
              { sni = "*.example.com", pool = any }
            ]
            """;

    private static final String NGINX_TELLS = """
            ssl_certificate %1$s; ssl_certificate_key %2$s;
            server { listen 127.0.0.1:PORT ssl http2;
              location / { return 200 "%3$s $ssl_server_name $ssl_alpn_protocol"; } }
            """;

    @RegisterExtension
    final Lab lab = new Lab();

    @ParameterizedTest
    @EnumSource(Transport.class)
    void namesAndProtocolsDecide(Transport transport) throws Exception {
        Certificate certificate = certificate();
        LbProcess lb = tls(transport, certificate, "");
        SSLContext trust = certificate.trust();

        assertThat(get(lb, trust, "api.example.com", List.of())).isEqualTo("api api.example.com");
        assertThat(get(lb, trust, "api.example.net", List.of())).isEqualTo("api api.example.net");
        assertThat(get(lb, trust, "www.example.com", List.of())).isEqualTo("any www.example.com");
        assertThat(get(lb, trust, "a.b.example.com", List.of())).isEqualTo("any a.b.example.com");
        // Neither the domain itself nor a name that only ends like it is below it.
        assertThat(get(lb, trust, "example.com", List.of())).isEqualTo("web example.com");
        assertThat(get(lb, trust, "xexample.com", List.of())).isEqualTo("web xexample.com");
        assertThat(get(lb, trust, "WWW.Example.COM", List.of())).startsWith("any ");
        assertThat(get(lb, trust, "", List.of())).isEqualTo("web");
        // The first route that matches, in the order of the list.
        assertThat(get(lb, trust, "api.example.com", List.of("http/1.1"))).isEqualTo("api api.example.com http/1.1");
        assertThat(get(lb, trust, "api.example.com", List.of("http/1.1", "acme-tls/1")))
                .isEqualTo("acme api.example.com http/1.1");
        assertThat(lb.metrics().by("pool", "lb_backend_sessions_total"))
                .containsEntry("api", 3L)
                .containsEntry("any", 3L)
                .containsEntry("web", 3L)
                .containsEntry("acme", 1L);
    }

    @ParameterizedTest
    @EnumSource(Transport.class)
    void curlAndOpensslAreRouted(Transport transport) {
        Certificate certificate = certificate();
        LbProcess lb = tls(transport, certificate, "");
        int port = lb.address("web").getPort();
        assertThat(curl(certificate, "api.example.com", port)).isEqualTo("api-h2 api.example.com h2");
        assertThat(curl(certificate, "www.example.com", port)).isEqualTo("any www.example.com h2");
        assertThat(openssl(certificate, port, "-servername API.Example.Net")).endsWith("api API.Example.Net");
        assertThat(openssl(certificate, port, "-servername www.example.com -tls1_2"))
                .endsWith("any www.example.com");
        assertThat(openssl(certificate, port, "-noservername")).endsWith("web");
    }

    @ParameterizedTest
    @EnumSource(Transport.class)
    void aHelloMayComeInAnyPieces(Transport transport) throws Exception {
        Certificate certificate = certificate();
        LbProcess lb = tls(transport, certificate, "");
        SSLContext trust = certificate.trust();
        for (Cut cut : List.of(Cut.BYTES, Cut.records(2), Cut.records(60), bytesOf(Cut.records(40)))) {
            assertThat(get(lb, trust, "api.example.com", List.of("http/1.1"), cut))
                    .isEqualTo("api api.example.com http/1.1");
            assertThat(get(lb, trust, "www.example.com", List.of("http/1.1"), cut))
                    .isEqualTo("any www.example.com http/1.1");
        }
        assertThat(lb.metrics().by("pool", "lb_backend_sessions_total"))
                .containsEntry("api", 4L)
                .containsEntry("any", 4L)
                .doesNotContainKey("web");
    }

    @ParameterizedTest
    @EnumSource(Transport.class)
    void aProxyHeaderMayComeBeforeTheHello(Transport transport) throws Exception {
        Certificate certificate = certificate();
        LbProcess lb = tls(transport, certificate, "proxy-protocol { accept = required, trusted = \"127.0.0.1\" }");
        Cut announced = (out, record) -> {
            byte[] header = ProxyHeaders.v2("203.0.113.7", 100);
            byte[] both = Arrays.copyOf(header, header.length + record.length);
            System.arraycopy(record, 0, both, header.length, record.length);
            out.write(both);
        };
        for (Cut cut : List.of(announced, bytesOf(announced))) {
            assertThat(get(lb, certificate.trust(), "api.example.com", List.of(), cut))
                    .isEqualTo("api api.example.com");
        }
        Await.until("both are in the log", SOON, () -> lb.accessLog().size() == 2);
        assertThat(lb.accessLog()).allMatch(line -> line.contains("203.0.113.7") && line.contains("\"pool\":\"api\""));
    }

    /** Whoever could be routed by default with a hello that lb does not understand would get around the routes. */
    @ParameterizedTest
    @EnumSource(Transport.class)
    void whatIsNoHelloIsRoutedNowhere(Transport transport) throws Exception {
        FaultServer byDefault = lab.server(FaultServer::echoes);
        FaultServer routed = lab.server(FaultServer::echoes);
        LbProcess lb = plain(transport, byDefault, routed, "inspect-timeout = 20s");
        List<String> others = List.of(
                "GET / HTTP/1.1\r\n\r\n",
                "SSH-2.0-OpenSSH_9.2\r\n",
                "\25\3\1\0\2\2\50", // an alert
                "\26\3\1\0\4\2\0\0\0", // a ServerHello
                "\26\3\1\0\0", // an empty record
                "\26\3\1\100\1", // a record of 16 KiB and a byte
                "\26\3\1\0\4\1\1\0\0", // a hello of 64 KiB
                "\26\3\1\0\6\1\0\0\2\3\3", // a hello that ends after its version
                "\26\3\1\0\1\1".repeat(70)); // more records than a hello needs
        for (String bytes : others) {
            try (Socket client = Sockets.connect(lb.address("web"))) {
                assertThat(endOf(client, bytes)).as(bytes).isEqualTo(Sockets.Ending.RESET);
            }
        }
        try (Socket client = Sockets.connect(lb.address("web"))) {
            Sockets.send(client, "\26\3\1");
            client.shutdownOutput();
            assertThat(Sockets.ending(client)).as("half a record and the end").isEqualTo(Sockets.Ending.RESET);
        }
        Await.until("all are counted", SOON, () -> ends(lb, "preface_invalid") == others.size() + 1);
        assertThat(byDefault.accepted() + routed.accepted()).isZero();
    }

    @ParameterizedTest
    @EnumSource(Transport.class)
    void whoIsSilentIsNotWaitedForForever(Transport transport) throws Exception {
        FaultServer byDefault = lab.server(FaultServer::echoes);
        FaultServer routed = lab.server(FaultServer::echoes);
        LbProcess lb = plain(transport, byDefault, routed, "inspect-timeout = 300ms");
        for (String begun : List.of("", "\26", "\26\3\1\2\0\1\0\1\374\3\3")) {
            try (Socket client = Sockets.connect(lb.address("web"))) {
                long start = System.nanoTime();
                assertThat(endOf(client, begun)).isEqualTo(Sockets.Ending.RESET);
                assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThan(Duration.ofMillis(250));
            }
        }
        Await.until("all are counted", SOON, () -> ends(lb, "preface_timeout") == 3);
        assertThat(byDefault.accepted() + routed.accepted()).isZero();
    }

    @ParameterizedTest
    @EnumSource(Transport.class)
    void aReloadChangesTheRoutesOfWhoComesNext(Transport transport) throws Exception {
        Certificate certificate = certificate();
        SSLContext trust = certificate.trust();
        String pools = pool("a", certificate) + pool("b", certificate);
        String listener =
                "listeners.web { bind = \"127.0.0.1:0\", pool = a, routes = [{ sni = www.example.com, pool = %s }] }\n";
        LbProcess lb = lab.lb(transport, listener.formatted("a") + pools);
        try (TlsClient before = TlsClient.connect(lb.address("web"), trust, "www.example.com", List.of(), Cut.NONE)) {
            lb.reload(listener.formatted("b") + pools);
            assertThat(get(lb, trust, "www.example.com", List.of())).startsWith("b ");
            assertThat(before.get("/")).as("who was there before").startsWith("a ");
        }
    }

    // ---- pieces

    private Certificate certificate() {
        List<String> names = List.of(
                "api.example.com",
                "api.example.net",
                "*.example.com",
                "example.com",
                "xexample.com",
                "a.b.example.com");
        return Certificate.make(lab.directory("certificate"), names);
    }

    private LbProcess tls(Transport transport, Certificate certificate, String option) {
        StringBuilder pools = new StringBuilder();
        for (String name : List.of("web", "api", "api-h2", "any", "acme")) {
            pools.append(pool(name, certificate));
        }
        return lab.lb(transport, Conf.listener("web", ROUTES, option) + pools);
    }

    private String pool(String name, Certificate certificate) {
        String tells = NGINX_TELLS.formatted(certificate.pem(), certificate.key(), name);
        Daemon nginx = lab.closing(Daemon.nginx(lab.directory(name), tells));
        return Conf.pool(name, List.of(Conf.backend("n", nginx.address())), Conf.NO_CHECK);
    }

    private LbProcess plain(Transport transport, FaultServer byDefault, FaultServer routed, String option) {
        return lab.lb(
                transport,
                Conf.listener("web", "routes = [{ sni = www.example.com, pool = routed }]", option)
                        + Conf.pool("web", List.of(Conf.backend("d", byDefault.address())), Conf.NO_CHECK)
                        + Conf.pool("routed", List.of(Conf.backend("r", routed.address())), Conf.NO_CHECK));
    }

    private static String get(LbProcess lb, SSLContext trust, String name, List<String> alpn) throws IOException {
        return get(lb, trust, name, alpn, Cut.NONE);
    }

    private static String get(LbProcess lb, SSLContext trust, String name, List<String> alpn, Cut cut)
            throws IOException {
        try (TlsClient client = TlsClient.connect(lb.address("web"), trust, name, alpn, cut)) {
            return client.get("/");
        }
    }

    private static String curl(Certificate certificate, String name, int port) {
        Command curl = Command.run(
                SOON,
                "curl",
                "-sS",
                "--resolve",
                name + ":" + port + ":127.0.0.1",
                "--cacert",
                certificate.pem().toString(),
                "https://" + name + ":" + port + "/");
        assertThat(curl.stderr()).isEmpty();
        return curl.stdout().strip();
    }

    private static String openssl(Certificate certificate, int port, String options) {
        Command client = Command.shell(
                SOON,
                "printf 'GET / HTTP/1.0\\r\\n\\r\\n' | openssl s_client -quiet -verify_return_error -CAfile "
                        + certificate.pem() + " -connect 127.0.0.1:" + port + " " + options);
        assertThat(client.status()).as(client.stderr()).isZero();
        return client.stdout().strip();
    }

    private static Cut bytesOf(Cut cut) {
        return (out, record) -> {
            var whole = new ByteArrayOutputStream();
            cut.write(whole, record);
            Cut.BYTES.write(out, whole.toByteArray());
        };
    }

    private static Sockets.Ending endOf(Socket socket, String bytes) throws IOException {
        try {
            socket.getOutputStream().write(latin1(bytes));
        } catch (SocketException e) {
            return Sockets.Ending.RESET;
        }
        return Sockets.ending(socket);
    }

    private static long ends(LbProcess lb, String reason) {
        return lb.metrics().count("lb_session_end_total", "reason", reason);
    }
}
