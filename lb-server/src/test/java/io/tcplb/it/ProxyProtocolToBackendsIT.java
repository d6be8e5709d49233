package io.tcplb.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.util.NetUtil;
import io.tcplb.it.kit.Await;
import io.tcplb.it.kit.Conf;
import io.tcplb.it.kit.Daemon;
import io.tcplb.it.kit.Lab;
import io.tcplb.it.kit.LbProcess;
import io.tcplb.it.kit.LogLine;
import io.tcplb.it.kit.NginxServer;
import io.tcplb.it.kit.Sockets;
import io.tcplb.it.kit.Transport;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The PROXY protocol as lb's backends are told it, by sessions and by probes. */
class ProxyProtocolToBackendsIT {
    private static final Duration SOON = Duration.ofSeconds(15);

    /** What the client's address is for nginx and HAProxy, and where it thinks that the client connected to. */
    private static final String NGINX_TELLS = """
            server { listen 127.0.0.1:PORT proxy_protocol;
              location / { return 200 "$proxy_protocol_addr $proxy_protocol_port $proxy_protocol_server_addr $proxy_protocol_server_port"; }
            }
            """;

    private static final String HAPROXY_TELLS = """
            frontend tells
              mode http
              bind 127.0.0.1:PORT accept-proxy
              http-request return status 200 content-type text/plain lf-string "%[src] %[src_port] %[dst] %[dst_port] %[fc_pp_unique_id]"
            """;

    @RegisterExtension
    final Lab lab = new Lab();

    @ParameterizedTest
    @EnumSource(Transport.class)
    void nginxAndHaproxyAreToldWhoTheClientIs(Transport transport) throws Exception {
        Daemon nginx = lab.closing(Daemon.nginx(lab.directory("nginx"), NGINX_TELLS));
        Daemon haproxy = lab.closing(Daemon.haproxy(lab.directory("haproxy"), HAPROXY_TELLS));
        LbProcess lb = lab.lb(
                transport,
                Conf.listener("nginx-v1")
                        + pool("nginx-v1", "v1", nginx)
                        + Conf.listener("nginx-v2")
                        + pool("nginx-v2", "v2", nginx)
                        + Conf.listener("haproxy-v1")
                        + pool("haproxy-v1", "v1", haproxy)
                        + Conf.listener("haproxy-v2")
                        + pool("haproxy-v2", "v2", haproxy)
                        + Conf.listenerAt("[::1]", "nginx-v6")
                        + pool("nginx-v6", "v2", nginx));
        for (String name : List.of("nginx-v1", "nginx-v2", "haproxy-v1", "haproxy-v2")) {
            assertThat(told("127.0.0.9", lb.address(name))).as(name).isEqualTo("as it is");
        }
        assertThat(told("::1", lb.address("nginx-v6"))).isEqualTo("as it is");
    }

    @ParameterizedTest
    @EnumSource(Transport.class)
    void everySessionHasAnIdThatTheLogKnows(Transport transport) throws Exception {
        Daemon haproxy = lab.closing(Daemon.haproxy(lab.directory("haproxy"), HAPROXY_TELLS));
        LbProcess lb = lab.lb(transport, Conf.listener("web") + pool("web", "v2", haproxy));
        String first = lastWord(Sockets.get(lb.address("web"), "/"));
        String second = lastWord(Sockets.get(lb.address("web"), "/"));
        Await.until("both are in the log", SOON, () -> lb.accessLog().size() == 2);
        // Its process, so that ids do not come again after a restart, and its session.
        assertThat(first).matches("[0-9a-f]{8}-" + new LogLine(lb.accessLog().get(0)).get("session"));
        assertThat(second)
                .startsWith(first.substring(0, 9))
                .endsWith("-" + new LogLine(lb.accessLog().get(1)).get("session"));
    }

    @ParameterizedTest
    @EnumSource(Transport.class)
    void anAddressGoesThroughAWholeChain(Transport transport) throws Exception {
        Daemon nginx = lab.closing(Daemon.nginx(lab.directory("nginx"), NGINX_TELLS));
        String accept = "proxy-protocol { accept = required, trusted = \"127.0.0.1\" }";
        LbProcess lb = lab.lb(transport, Conf.listener("web", accept) + pool("web", "v2", nginx));
        Daemon haproxy = lab.closing(Daemon.haproxy(
                lab.directory("front"), """
                listen in
                  mode tcp
                  bind 127.0.0.1:PORT
                  server lb 127.0.0.1:%d send-proxy-v2
                """.formatted(lb.address("web").getPort())));
        assertThat(told("127.0.0.7", Sockets.loopback(haproxy.port()))).isEqualTo("as it is");
    }

    /** Lying clients: what they send themselves is data behind the header that lb puts before it. */
    @ParameterizedTest
    @EnumSource(Transport.class)
    void aHeaderThatAClientMakesUpIsNotBelievedByTheBackend(Transport transport) throws Exception {
        Daemon nginx = lab.closing(Daemon.nginx(lab.directory("nginx"), NGINX_TELLS));
        LbProcess lb = lab.lb(transport, Conf.listener("web") + pool("web", "v1", nginx));
        try (Socket client = Sockets.connect(lb.address("web"))) {
            Sockets.send(client, "PROXY TCP4 203.0.113.7 203.0.113.8 1 2\r\nGET / HTTP/1.0\r\n\r\n");
            assertThat(Sockets.receiveAll(client)).contains("400").doesNotContain("203.0.113.7");
        }
    }

    // ---- probes

    @ParameterizedTest
    @EnumSource(Transport.class)
    void probesBeginWithTheHeaderThatTheBackendsExpect(Transport transport) {
        Daemon nginx = lab.closing(Daemon.nginx(lab.directory("nginx"), NGINX_TELLS));
        Daemon haproxy = lab.closing(Daemon.haproxy(lab.directory("haproxy"), HAPROXY_TELLS));
        List<String> backends =
                List.of(Conf.backend("nginx", nginx.address()), Conf.backend("haproxy", haproxy.address()));
        StringBuilder configuration = new StringBuilder(Conf.listener("off-http"));
        for (String version : List.of("off", "v1", "v2")) {
            for (String type : List.of("tcp", "http", "expect")) {
                configuration.append(
                        Conf.pool(version + "-" + type, backends, check(type), "proxy-protocol = " + version));
            }
        }
        LbProcess lb = lab.lb(transport, configuration.toString());
        for (String pool : List.of("v1-tcp", "v2-tcp", "v1-http", "v2-http", "v1-expect", "v2-expect")) {
            lb.awaitServing(pool, SOON, "nginx", "haproxy");
        }
        for (String pool : List.of("off-http", "off-expect")) {
            Await.until(
                    "probes of " + pool + " have failed",
                    SOON,
                    () -> lb.metrics().count("lb_health_checks_total", "pool", pool, "result", "fail") >= 6);
            assertThat(lb.metrics().count("lb_backend_up", "pool", pool))
                    .as(pool)
                    .isZero();
        }
    }

    private static String check(String type) {
        return """
                health-check { type = %s, interval = 300ms, fast-interval = 100ms, rise = 2
                  expect { send = "GET / HTTP/1.0\\\\r\\\\n\\\\r\\\\n", receive = "200 OK" } }
                """.formatted(type);
    }

    @ParameterizedTest
    @EnumSource(Transport.class)
    void probesOfAnotherPortDoNot(Transport transport) {
        Daemon nginx = lab.closing(Daemon.nginx(lab.directory("nginx"), NGINX_TELLS));
        NginxServer plain = lab.nginx("plain");
        LbProcess lb = lab.lb(
                transport,
                Conf.listener("web")
                        + Conf.pool(
                                "web",
                                List.of(Conf.backend("nginx", nginx.address())),
                                "proxy-protocol = v2, health-check { type = http, http.path = \"/health\", interval = "
                                        + "300ms, fast-interval = 100ms, port = " + plain.port() + " }"));
        lb.awaitUp("web", "nginx", true, SOON);
        plain.kill();
        lb.awaitUp("web", "nginx", false, SOON);
    }

    // ---- pieces

    private static String pool(String name, String version, Daemon backend) {
        return Conf.pool(
                name, List.of(Conf.backend("a", backend.address())), "proxy-protocol = " + version, Conf.NO_CHECK);
    }

    /** Asks the backend what it was told, and returns how that differs from what it should be. */
    private static String told(String from, InetSocketAddress to) throws IOException {
        try (Socket client = Sockets.connect(from, to)) {
            String expected = text(client.getLocalAddress()) + " " + client.getLocalPort() + " "
                    + text(client.getInetAddress()) + " " + client.getPort();
            Sockets.send(client, "GET / HTTP/1.0\r\n\r\n");
            String answer = Sockets.receiveAll(client);
            String body = answer.substring(answer.indexOf("\r\n\r\n") + 4);
            return body.startsWith(expected) ? "as it is" : body + " (expected " + expected + ")";
        }
    }

    private static String text(InetAddress address) {
        return NetUtil.toAddressString(address);
    }

    private static String lastWord(String text) {
        return text.substring(text.lastIndexOf(' ') + 1);
    }
}
