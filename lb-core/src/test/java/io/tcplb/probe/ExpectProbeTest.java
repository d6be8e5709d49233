package io.tcplb.probe;

import static io.tcplb.probe.Outcomes.assertFailed;
import static io.tcplb.probe.Outcomes.assertPassed;
import static org.assertj.core.api.Assertions.assertThat;

import io.tcplb.health.ProbeResult;
import io.tcplb.probe.TestLoop.Transport;
import io.tcplb.spec.ExpectCheck;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@ParameterizedClass
@EnumSource(Transport.class)
class ExpectProbeTest {
    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

    private final TestLoop loop;

    ExpectProbeTest(Transport transport) {
        loop = new TestLoop(transport);
    }

    @AfterEach
    void close() {
        loop.close();
    }

    private ExpectProbe probe(String send, String receive) {
        return new ExpectProbe(loop.dialer(), SECOND, new ExpectCheck(send, receive));
    }

    private Outcome probe(String send, String receive, ScriptedServer server) throws Exception {
        try (server) {
            return loop.probe(probe(send, receive), server.port());
        }
    }

    @Test
    void passesWhenTheAnswerMatches() throws Exception {
        assertPassed(probe("PING\\r\\n", "^\\+PONG", ScriptedServer.answering("+PONG\r\n")), "answer matches");
    }

    @Test
    void sendsAndReceivesBinary() throws Exception {
        var received = new LinkedBlockingQueue<String>();
        ScriptedServer server = new ScriptedServer(client -> {
            received.add(ScriptedServer.receive(client));
            ScriptedServer.send(client, "\u0000\u00ff\u0080*\n");
            ScriptedServer.untilEnd(client);
        });
        assertPassed(probe("hex:00 01 fe ff", "hex:ff802a", server), "answer matches");
        assertThat(received.poll(20, TimeUnit.SECONDS)).isEqualTo("\u0000\u0001\u00fe\u00ff");
    }

    @Test
    void passesOnTheFirstByteWhenNothingParticularIsExpected() throws Exception {
        ScriptedServer banner = new ScriptedServer(client -> {
            ScriptedServer.send(client, "S");
            ScriptedServer.untilEnd(client);
        });
        assertPassed(probe("", "", banner), "answered");
    }

    @Test
    void collectsAnAnswerThatComesInPieces() throws Exception {
        ScriptedServer slow = new ScriptedServer(client -> {
            for (String c : "noise +PO".split("")) {
                ScriptedServer.send(client, c);
            }
            ScriptedServer.send(client, "NG\r\n");
        });
        assertPassed(probe("", "\\+PONG\r\n$", slow), "answer matches");
    }

    @Test
    void saysWhatCameInsteadBeforeTheTimeout() throws Exception {
        try (ScriptedServer server = ScriptedServer.answering("-LOADING\u0007\r\n")) {
            List<Outcome> outcomes = loop.start(probe("PING\r\n", "PONG"), server.port());
            loop.until(() -> loop.opened.size() == 1 && loop.opened.get(0).isActive(), "a connection");
            Attempt attempt = loop.opened.get(0).pipeline().get(Attempt.class);
            loop.until(() -> attempt.heard() != null, "an answer");
            loop.ticker.advance(SECOND, TimeUnit.NANOSECONDS);
            assertFailed(
                    loop.end(outcomes),
                    "answer timeout after 1s, got \"-LOADING\\x07\\x0d\\x0a\", which does not match PONG");
        }
    }

    @Test
    void saysWhatCameBeforeAClose() throws Exception {
        ScriptedServer server = new ScriptedServer(client -> ScriptedServer.send(client, "go away"));
        assertFailed(probe("", "PONG", server), "closed after \"go away\", which does not match PONG");
        assertFailed(probe("", "PONG", new ScriptedServer(client -> {})), "closed before an answer");
    }

    @Test
    void readsNoMoreThan64KiB() throws Exception {
        ScriptedServer server = new ScriptedServer(client -> {
            while (true) {
                ScriptedServer.send(client, "x".repeat(10_000));
            }
        });
        assertFailed(probe("", "PONG", server), "no match of PONG in the first 64 KiB of the answer");
    }

    @Test
    void stopsAnExpressionThatBacktracksForEver() throws Exception {
        Outcome outcome = probe("x", "(a*)*(a*)*(b|c)", ScriptedServer.answering("a".repeat(5_000)));
        assertThat(detail(outcome)).startsWith("the regular expression (a*)*(a*)*(b|c) takes too many steps");
    }

    @Test
    void survivesAnExpressionThatExhaustsTheStack() throws Exception {
        Outcome outcome = probe("x", "^(a|b|aa)*$", ScriptedServer.answering("ab".repeat(30_000) + "-"));
        assertThat(detail(outcome)).startsWith("the regular expression ^(a|b|aa)*$ takes too many steps");
    }

    @Test
    void getsTheTimeBackThatItsOwnLoopSlept() throws Exception {
        var answers = new CountDownLatch(1);
        ScriptedServer server = new ScriptedServer(client -> {
            ScriptedServer.receive(client);
            await(answers);
            ScriptedServer.send(client, "+PONG");
            ScriptedServer.untilEnd(client);
        });
        try (server) {
            List<Outcome> outcomes = loop.start(probe("PING", "PONG"), server.port());
            loop.until(() -> loop.opened.size() == 1 && loop.opened.get(0).isActive(), "a connection");
            loop.ticker.advanceMillis(1000 + 150);
            loop.loop.runNow();
            loop.ticker.advanceMillis(149);
            loop.loop.runNow();
            assertThat(outcomes).as("in the grace").isEmpty();
            answers.countDown();
            assertPassed(loop.end(outcomes), "answer matches");
        }
    }

    @Test
    void getsItBackOnlyOnce() throws Exception {
        try (ScriptedServer server = ScriptedServer.silent()) {
            List<Outcome> outcomes = loop.start(probe("PING", "PONG"), server.port());
            loop.until(() -> loop.opened.size() == 1 && loop.opened.get(0).isActive(), "a connection");
            loop.ticker.advanceMillis(1000 + 150);
            loop.loop.runNow();
            loop.ticker.advanceMillis(1000 + 150);
            assertFailed(loop.end(outcomes), "answer timeout after 1s");
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(20, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static String detail(Outcome outcome) {
        ProbeResult result = ((Outcome.Done) outcome).result();
        assertThat(result.passed()).isFalse();
        return result.detail();
    }
}
