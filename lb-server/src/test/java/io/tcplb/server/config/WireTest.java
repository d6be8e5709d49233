package io.tcplb.server.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.tcplb.spec.AdmissionSpec;
import io.tcplb.spec.Cidr;
import io.tcplb.spec.ListenerSpec;
import io.tcplb.spec.ProxyAcceptSpec;
import io.tcplb.spec.ProxyProtocol;
import io.tcplb.spec.RouteSpec;
import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Who is let in, what a client says first, and what a backend is told. */
class WireTest {
    @TempDir
    private Path directory;

    @Test
    void nothingIsLimitedExpectedOrSentUnlessAsked() throws Exception {
        ListenerSpec listener = listener("");
        assertThat(listener.admission()).isEqualTo(AdmissionSpec.OPEN);
        assertThat(listener.proxyProtocol()).isEqualTo(ProxyAcceptSpec.OFF);
        assertThat(listener.routes()).isEmpty();
        assertThat(listener.inspectTimeout()).isEqualTo(Duration.ofSeconds(5));
    }

    @Test
    void readsWhoIsLetInAndHowFast() throws Exception {
        AdmissionSpec admission = listener("""
                connection-rate = 100
                per-source { max-connections = 10, connection-rate = 5 }
                allow = [10.0.0.0/8, "2001:db8::/32"], deny = 10.1.2.3
                """).admission();
        assertThat(admission)
                .isEqualTo(new AdmissionSpec(
                        100,
                        10,
                        5,
                        List.of(block("10.0.0.0", 8), block("2001:db8::", 32)),
                        List.of(block("10.1.2.3", 32))));
    }

    @ParameterizedTest
    @CsvSource({
        "0.0.0.0/0,            0.0.0.0,    0",
        "10.1.2.3,             10.1.2.3,   32",
        "10.1.2.3/32,          10.1.2.3,   32",
        "10.1.2.2/31,          10.1.2.2,   31",
        "2001:DB8::1,          2001:db8::1, 128",
        "::/0,                 ::,         0",
        "::ffff:10.0.0.0/104,  10.0.0.0,   8",
        "::ffff:0:0/96,        0.0.0.0,    0",
        "::ffff:10.1.2.3,      10.1.2.3,   32",
    })
    void aBlockIsTheSameHoweverItIsWritten(String text, String network, int prefix) throws Exception {
        assertThat(Blocks.parse(text)).isEqualTo(block(network, prefix));
    }

    @Test
    void readsWhoseHeadersAreBelieved() throws Exception {
        ProxyAcceptSpec accept = listener("""
                proxy-protocol { accept = required, trusted = "10.0.0.0/8", timeout = 1s, max-header = 536B }
                """).proxyProtocol();
        assertThat(accept)
                .isEqualTo(new ProxyAcceptSpec(true, List.of(block("10.0.0.0", 8)), Duration.ofSeconds(1), 536));
    }

    @Test
    void thePeersOfAUnixSocketNeedNoNames() throws Exception {
        ListenerSpec listener = listener("bind = \"unix:/run/lb.sock\", proxy-protocol { accept = required }");
        assertThat(listener.proxyProtocol().required()).isTrue();
        assertThat(ConfigText.check(directory, ConfigText.with("listener", """
                                bind = ["unix:/run/lb.sock", "127.0.0.1:80"], proxy-protocol { accept = required }
                                """), Map.of()))
                .singleElement()
                .asString()
                .startsWith("lb.conf:2: listeners.web.proxy-protocol.trusted: missing");
    }

    @Test
    void readsRoutesInOrderAndNamesInLowerCase() throws Exception {
        ListenerSpec listener = listener("""
                routes = [ { sni = ["WWW.Example.com", "*.example.org"], alpn = [h2, http/1.1], pool = web }
                           { alpn = "acme-tls/1", pool = web }
                           { sni = localhost, pool = web } ]
                inspect-timeout = 2s
                """);
        assertThat(listener.routes())
                .containsExactly(
                        new RouteSpec(List.of("www.example.com", "*.example.org"), List.of("h2", "http/1.1"), "web"),
                        new RouteSpec(List.of(), List.of("acme-tls/1"), "web"),
                        new RouteSpec(List.of("localhost"), List.of(), "web"));
        assertThat(listener.inspectTimeout()).isEqualTo(Duration.ofSeconds(2));
    }

    @ParameterizedTest
    @CsvSource({"off, OFF", "v1, V1", "v2, V2"})
    void readsWhatBackendsAreTold(String text, ProxyProtocol expected) throws Exception {
        ServerConfig config = ConfigText.load(directory, ConfigText.with("pool", "proxy-protocol = " + text), Map.of());
        assertThat(config.lb().pools().get(0).proxyProtocol()).isEqualTo(expected);
    }

    private ListenerSpec listener(String fragment) throws Exception {
        ServerConfig config = ConfigText.load(directory, ConfigText.with("listener", fragment), Map.of());
        return config.lb().listeners().get(0);
    }

    private static Cidr block(String network, int prefix) throws Exception {
        return Cidr.of(InetAddress.getByName(network), prefix);
    }
}
