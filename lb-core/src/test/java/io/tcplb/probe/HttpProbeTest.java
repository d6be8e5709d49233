package io.tcplb.probe;

import static io.tcplb.probe.Outcomes.assertFailed;
import static io.tcplb.probe.Outcomes.assertPassed;
import static org.assertj.core.api.Assertions.assertThat;

import io.tcplb.health.ProbeResult;
import io.tcplb.probe.TestLoop.Transport;
import io.tcplb.spec.HttpCheck;
import io.tcplb.spec.HttpCheck.StatusRange;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@ParameterizedClass
@EnumSource(Transport.class)
class HttpProbeTest {
    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);
    private static final String OK = "HTTP/1.1 200 OK\r\n";

    private final TestLoop loop;

    HttpProbeTest(Transport transport) {
        loop = new TestLoop(transport);
    }

    @AfterEach
    void close() {
        loop.close();
    }

    private static HttpCheck check(String status, String body) {
        return new HttpCheck("GET", "/health?x=1", "", StatusRange.parse(status), body);
    }

    private Outcome probe(String status, String body, ScriptedServer server) throws Exception {
        try (server) {
            return loop.probe(new HttpProbe(loop.dialer(), SECOND, check(status, body)), server.port());
        }
    }

    private Outcome probe(String body, String answer) throws Exception {
        return probe("200-399", body, ScriptedServer.answering(answer));
    }

    @Test
    void passesOnAnAcceptedStatus() throws Exception {
        assertPassed(probe("", OK + "Content-Length: 2\r\n\r\nhi"), "HTTP 200");
        assertPassed(probe("", "HTTP/1.0 302 Found\r\nLocation: /x\r\n\r\n"), "HTTP 302");
        assertPassed(
                probe("200,503", "", ScriptedServer.answering("HTTP/1.1 503 Busy\r\nContent-Length: 0\r\n\r\n")),
                "HTTP 503");
    }

    @Test
    void failsOnAnyOtherStatus() throws Exception {
        String busy = "HTTP/1.1 503 Busy\r\nContent-Length: 0\r\n\r\n";
        assertFailed(probe("", busy), "HTTP 503 (expected 200-399)");
        assertFailed(probe("200,301-302", "", ScriptedServer.answering(busy)), "HTTP 503 (expected 200,301-302)");
    }

    @Test
    void waitsForTheAnswerThatFollowsAnInterimOne() throws Exception {
        String early = "HTTP/1.1 103 Early Hints\r\nLink: </a.css>\r\n\r\n";
        assertFailed(probe("", early + "HTTP/1.1 500 No\r\nContent-Length: 0\r\n\r\n"), "HTTP 500 (expected 200-399)");
        assertPassed(probe("ok", early + OK + "Content-Length: 2\r\n\r\nok"), "body has \"ok\"");
    }

    @Test
    void asksAsACourteousClient() throws Exception {
        var requests = new LinkedBlockingQueue<String>();
        ScriptedServer server = new ScriptedServer(client -> {
            requests.add(ScriptedServer.receive(client));
            ScriptedServer.send(client, OK + "Content-Length: 0\r\n\r\n");
            ScriptedServer.untilEnd(client);
        });
        int port = server.port();
        probe("200", "", server);
        assertThat(requests.poll(20, TimeUnit.SECONDS))
                .startsWith("GET /health?x=1 HTTP/1.1\r\n")
                .containsIgnoringCase("host: backend.test:" + port + "\r\n")
                .containsIgnoringCase("user-agent: lb-health-check\r\n")
                .containsIgnoringCase("connection: close\r\n")
                .endsWith("\r\n\r\n");
    }

    @Test
    void findsTextThatIsSplitOverChunksAndComesByteByByte() throws Exception {
        String answer = OK + "Transfer-Encoding: chunked\r\n\r\n5\r\nall i\r\n6\r\ns well\r\n0\r\n\r\n";
        ScriptedServer slow = new ScriptedServer(client -> {
            ScriptedServer.receive(client);
            for (String c : answer.split("")) {
                ScriptedServer.send(client, c);
            }
            ScriptedServer.untilEnd(client);
        });
        assertPassed(probe("200", "l is w", slow), "body has \"l is w\"");
    }

    @Test
    void comparesTheBodyAsUtf8() throws Exception {
        assertPassed(probe("grün", OK + "Content-Length: 5\r\n\r\ngr\u00c3\u00bcn"), "body has \"grün\"");
    }

    @Test
    void failsWhenTheBodyLacksTheText() throws Exception {
        assertFailed(probe("ok", OK + "Content-Length: 4\r\n\r\nfine"), "body lacks \"ok\"");
        assertFailed(probe("ok", OK + "Content-Length: 0\r\n\r\n"), "body lacks \"ok\"");
    }

    @Test
    void readsABodyThatEndsWithTheConnection() throws Exception {
        ScriptedServer server = new ScriptedServer(client -> {
            ScriptedServer.receive(client);
            ScriptedServer.send(client, OK + "\r\nfine");
        });
        assertFailed(probe("200", "ok", server), "body lacks \"ok\"");
    }

    @Test
    void searchesNoMoreThan64KiBOfAnEndlessBody() throws Exception {
        ScriptedServer endless = new ScriptedServer(client -> {
            ScriptedServer.receive(client);
            ScriptedServer.send(client, OK + "\r\n");
            while (true) {
                ScriptedServer.send(client, "x".repeat(4096));
            }
        });
        try (endless) {
            List<Outcome> outcomes =
                    loop.start(new HttpProbe(loop.dialer(), SECOND, check("200", "ok")), endless.port());
            loop.until(
                    () -> !outcomes.isEmpty() && loop.opened.stream().noneMatch(c -> c.isOpen()),
                    "a farewell that is cut short by its bytes, since time stands still");
            assertFailed(loop.end(outcomes), "body lacks \"ok\" in its first 64 KiB");
            assertThat(endless.ended()).as("the end of the endless").isNotEqualTo("nothing within 20s");
        }
    }

    @Test
    void failsWhenTheAnswerIsNotHttp() throws Exception {
        assertThat(detail(probe("", "SSH-2.0-OpenSSH_9.2 x y\r\n\r\n"))).startsWith("not an HTTP answer: ");
        assertThat(detail(probe("", OK + ("A: " + "b".repeat(1000) + "\r\n").repeat(10))))
                .startsWith("not an HTTP answer: ");
    }

    @Test
    void tellsAClosedConnectionFromAReset() throws Exception {
        ScriptedServer closing = new ScriptedServer(ScriptedServer::receive);
        assertFailed(probe("200", "", closing), "closed before an answer");

        ScriptedServer resetting = new ScriptedServer(client -> {
            ScriptedServer.receive(client);
            client.setSoLinger(true, 0);
        });
        assertFailed(probe("200", "", resetting), "connection reset");

        ScriptedServer breaking = new ScriptedServer(client -> {
            ScriptedServer.receive(client);
            ScriptedServer.send(client, OK + "Content-Length: 10\r\n\r\nhalf");
        });
        assertFailed(probe("200", "ok", breaking), "closed after HTTP 200 and part of a body");
    }

    @Test
    void failsButIsNotLostWhenAConnectedServerKeepsSilent() throws Exception {
        try (ScriptedServer server = ScriptedServer.silent()) {
            List<Outcome> outcomes = loop.start(new HttpProbe(loop.dialer(), SECOND, check("200", "")), server.port());
            loop.until(() -> loop.opened.size() == 1 && loop.opened.get(0).isActive(), "a connection");
            loop.ticker.advance(SECOND, TimeUnit.NANOSECONDS);
            assertFailed(loop.end(outcomes), "answer timeout after 1s");
        }
    }

    @Test
    void asksForHeadersAlone() throws Exception {
        try (ScriptedServer server = ScriptedServer.answering(OK + "Content-Length: 5000\r\n\r\n")) {
            HttpCheck head = new HttpCheck("HEAD", "/", "web", StatusRange.parse("200"), "");
            assertPassed(loop.probe(new HttpProbe(loop.dialer(), SECOND, head), server.port()), "HTTP 200");
        }
    }

    @Test
    void refusesToSendAHostThatIsNone() throws Exception {
        try (ScriptedServer server = ScriptedServer.silent()) {
            HttpCheck evil = new HttpCheck("GET", "/", "a\r\nX: y", StatusRange.parse("200"), "");
            Outcome outcome = loop.probe(new HttpProbe(loop.dialer(), SECOND, evil), server.port());
            assertThat(detail(outcome)).startsWith("the probe cannot be sent: ");
        }
    }

    private static String detail(Outcome outcome) {
        ProbeResult result = ((Outcome.Done) outcome).result();
        assertThat(result.passed()).isFalse();
        return result.detail();
    }
}
