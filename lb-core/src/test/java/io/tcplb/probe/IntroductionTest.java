package io.tcplb.probe;

import static io.tcplb.probe.Outcomes.assertFailed;
import static io.tcplb.probe.Outcomes.assertPassed;
import static org.assertj.core.api.Assertions.assertThat;

import io.tcplb.probe.TestLoop.Transport;
import io.tcplb.spec.ExpectCheck;
import io.tcplb.spec.HttpCheck;
import io.tcplb.spec.HttpCheck.StatusRange;
import io.tcplb.spec.ProxyProtocol;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** The PROXY protocol header of the balancer's own connections, byte for byte as the protocol's specification has it. */
@ParameterizedClass
@EnumSource(Transport.class)
class IntroductionTest {
    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);
    private static final String V1 = "PROXY UNKNOWN\r\n";
    private static final String V2 = "\r\n\r\n\0\r\nQUIT\n\40\0\0\0";

    private final TestLoop loop;

    IntroductionTest(Transport transport) {
        loop = new TestLoop(transport);
    }

    @AfterEach
    void close() {
        loop.close();
    }

    @Test
    void aConnectionThatSaysNothingElseBeginsWithIt() throws Exception {
        BlockingQueue<String> heard = new LinkedBlockingQueue<>();
        try (ScriptedServer server = new ScriptedServer(client -> heard.add(untilEnd(client)))) {
            for (ProxyProtocol version : List.of(ProxyProtocol.V1, ProxyProtocol.V2, ProxyProtocol.OFF)) {
                assertPassed(loop.probe(new TcpProbe(loop.introducing(version), SECOND), server.port()), "connected");
            }
            assertThat(next(heard)).isEqualTo(V1);
            assertThat(next(heard)).isEqualTo(V2);
            assertThat(next(heard)).isEmpty();
        }
    }

    @Test
    void aRequestComesAfterIt() throws Exception {
        HttpCheck check = new HttpCheck("GET", "/up", "", StatusRange.parse("200"), "");
        BlockingQueue<String> heard = new LinkedBlockingQueue<>();
        try (ScriptedServer server = new ScriptedServer(client -> {
            heard.add(until(client, "\r\n\r\n", V2.length()));
            ScriptedServer.send(client, "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
        })) {
            var probe = new HttpProbe(loop.introducing(ProxyProtocol.V2), SECOND, check);
            assertPassed(loop.probe(probe, server.port()), "HTTP 200");
            assertThat(next(heard)).startsWith(V2 + "GET /up HTTP/1.1\r\n");
        }
    }

    @Test
    void whatIsSentToBeAnsweredComesAfterIt() throws Exception {
        BlockingQueue<String> heard = new LinkedBlockingQueue<>();
        try (ScriptedServer server = new ScriptedServer(client -> {
            heard.add(until(client, "PING\r\n", 0));
            ScriptedServer.send(client, "+PONG\r\n");
        })) {
            var check = new ExpectCheck("PING\\r\\n", "PONG");
            assertPassed(
                    loop.probe(new ExpectProbe(loop.introducing(ProxyProtocol.V1), SECOND, check), server.port()),
                    "answer matches");
            assertThat(next(heard)).isEqualTo(V1 + "PING\r\n");
        }
    }

    /** Such a server sends its banner once it knows who is there, so the header must not wait for it. */
    @Test
    void aServerThatSpeaksFirstHasItBeforeItSpeaks() throws Exception {
        try (ScriptedServer server = new ScriptedServer(client -> {
            until(client, V1, 0);
            ScriptedServer.send(client, "220 ready\r\n");
            ScriptedServer.untilEnd(client);
        })) {
            var probe = new ExpectProbe(loop.introducing(ProxyProtocol.V1), SECOND, new ExpectCheck("", "220"));
            assertPassed(loop.probe(probe, server.port()), "answer matches");
            assertThat(server.ended()).isEqualTo("done");
        }
    }

    @Test
    void anotherPortThanTheBackendsOwnGetsNone() throws Exception {
        BlockingQueue<String> heard = new LinkedBlockingQueue<>();
        try (ScriptedServer server = new ScriptedServer(client -> heard.add(untilEnd(client)))) {
            var probe = new TcpProbe(loop.introducing(ProxyProtocol.V2), SECOND);
            assertPassed(loop.end(loop.start(probe, TestLoop.target(server.port(), true))), "connected");
            assertThat(next(heard)).isEmpty();
        }
    }

    @Test
    void aServerThatClosesBecauseOfItIsDown() throws Exception {
        try (ScriptedServer server = new ScriptedServer(ScriptedServer::receive)) {
            var probe = new ExpectProbe(loop.introducing(ProxyProtocol.V1), SECOND, new ExpectCheck("", ""));
            assertFailed(loop.probe(probe, server.port()), "closed before an answer");
        }
    }

    private static String untilEnd(Socket client) throws IOException {
        return new String(client.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
    }

    /** Reads until {@code end} has come at {@code from} or later, a byte at a time. */
    private static String until(Socket client, String end, int from) throws IOException {
        StringBuilder read = new StringBuilder();
        while (read.length() < from || read.indexOf(end, from) < 0) {
            int next = client.getInputStream().read();
            if (next < 0) {
                return read + " and then the end";
            }
            read.append((char) next);
        }
        return read.toString();
    }

    private static String next(BlockingQueue<String> heard) throws InterruptedException {
        return String.valueOf(heard.poll(20, TimeUnit.SECONDS));
    }
}
