package io.tcplb.preface;

import static org.assertj.core.api.Assertions.assertThat;

import io.tcplb.preface.Verdict.Found;
import io.tcplb.preface.Verdict.Malformed;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What real programs send, cut at every point. */
class CorpusTest {
    @ParameterizedTest
    @CsvSource({
        "haproxy-v1, 127.0.0.1:54732, 127.0.0.1:38567",
        "haproxy-v1-mapped, 127.0.0.1:46424, 127.0.0.1:37329",
        "haproxy-v1-tcp6, '[::1]:53924', '[::1]:59777'",
        "haproxy-v1-unix, ,",
        "haproxy-v2, 127.0.0.1:55952, 127.0.0.1:58291",
        "haproxy-v2-crc32c, 127.0.0.1:47872, 127.0.0.1:36875",
        "haproxy-v2-ssl, 127.0.0.1:54410, 127.0.0.1:53883",
        "haproxy-v2-tcp6, '[::1]:57722', '[::1]:38113'",
        "haproxy-v2-unix, ,",
        "nginx-v1, 127.0.0.1:51960, 127.0.0.1:58189",
        "nginx-v1-tcp6, '[::1]:47316', '[::1]:58189'",
        "made-v2-all-tlvs, 192.0.2.1:56324, 198.51.100.2:443",
        "made-v2-unix, ,",
        "made-v2-unspecified, ,",
    })
    void proxyHeadersAreRead(String name, @Nullable String source, @Nullable String destination) throws IOException {
        byte[] bytes = Corpus.read("proxy", name);
        assertThat(Cuts.check(bytes, in -> ProxyHeader.parse(in, 4096))).isInstanceOfSatisfying(Found.class, found -> {
            ProxyHeader header = (ProxyHeader) found.value();
            assertThat(found.length()).isEqualTo(bytes.length);
            assertThat(text(header.source())).isEqualTo(source);
            assertThat(text(header.destination())).isEqualTo(destination);
        });
    }

    @ParameterizedTest
    @CsvSource({
        "openssl-tls13, www.example.com, h2 http/1.1",
        "openssl-tls12, www.example.com, ''",
        "openssl-tls10, old.example.com, ''",
        "openssl-alpn, many.example.com, mqtt",
        "openssl-no-sni, '', ''",
        "curl-h2, www.example.com, h2 http/1.1",
        "curl-address, '', h2 http/1.1",
        "git, localhost, h2 http/1.1",
        "wget-gnutls, localhost, ''",
        "node, node.example.com, h2",
        "python, python.example.com, ''",
        "java-httpclient, localhost, h2 http/1.1",
        "made-many-records, records.example, '\u001a\u001a h2 http/1.1'",
        "made-grease, grease.example, '\u001a\u001a h2 http/1.1'",
    })
    void hellosOfRealClientsAreRead(String name, String serverName, String alpn) throws IOException {
        byte[] bytes = Corpus.read("hello", name);
        List<String> protocols = alpn.isEmpty() ? List.of() : Arrays.asList(alpn.split(" "));
        assertThat(Cuts.check(bytes, ClientHello::parse))
                .isEqualTo(new Found<>(new ClientHello(serverName, protocols), bytes.length));
    }

    @Test
    void whatIsBadIsMalformedHoweverItIsCut() throws IOException {
        int bad = 0;
        for (Map.Entry<String, byte[]> input : Corpus.all("proxy").entrySet()) {
            Verdict<ProxyHeader> verdict = Cuts.check(input.getValue(), in -> ProxyHeader.parse(in, 4096));
            if (input.getKey().startsWith("bad-")) {
                assertThat(verdict).as(input.getKey()).isInstanceOf(Malformed.class);
                bad++;
            }
        }
        for (Map.Entry<String, byte[]> input : Corpus.all("hello").entrySet()) {
            Verdict<ClientHello> verdict = Cuts.check(input.getValue(), ClientHello::parse);
            if (input.getKey().startsWith("bad-")) {
                assertThat(verdict).as(input.getKey()).isInstanceOf(Malformed.class);
                bad++;
            }
        }
        assertThat(bad).isGreaterThanOrEqualTo(18);
    }

    @Test
    void whatFollowsIsLeftAlone() throws IOException {
        assertThat(Cuts.check(Corpus.read("proxy", "made-v1-followed"), in -> ProxyHeader.parse(in, 4096)))
                .isInstanceOfSatisfying(
                        Found.class, found -> assertThat(found.length()).isEqualTo(52));
        byte[] followed = Corpus.read("hello", "made-followed");
        assertThat(Cuts.check(followed, ClientHello::parse))
                .isEqualTo(new Found<>(new ClientHello("a.example", List.of()), followed.length - 13));
    }

    /** Wherever a client ends a record, it says the same. */
    @Test
    void hellosInRecordsOfAnySizeSayTheSame() throws IOException {
        for (Map.Entry<String, byte[]> input : Corpus.all("hello").entrySet()) {
            byte[] bytes = input.getValue();
            if (!(ClientHello.parse(ByteBuffer.wrap(bytes)) instanceof Found<ClientHello> one)) {
                continue;
            }
            byte[] message = Hellos.message(Arrays.copyOf(bytes, one.length()), HelloRecords.HEADER);
            for (int size = (message.length + 63) / 64; size <= message.length; size++) {
                byte[] spread = Hellos.records(message, size);
                assertThat(ClientHello.parse(ByteBuffer.wrap(spread)))
                        .as("%s in records of %d", input.getKey(), size)
                        .isEqualTo(new Found<>(one.value(), spread.length));
            }
        }
    }

    private static @Nullable String text(@Nullable InetSocketAddress address) {
        if (address == null) {
            return null;
        }
        String host = address.getAddress().getHostAddress();
        return (host.equals("0:0:0:0:0:0:0:1") ? "[::1]" : host) + ':' + address.getPort();
    }
}
