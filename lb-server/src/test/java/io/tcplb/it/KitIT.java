package io.tcplb.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.tcplb.it.kit.Await;
import io.tcplb.it.kit.CodedLoop;
import io.tcplb.it.kit.FaultServer;
import io.tcplb.it.kit.HttpLoad;
import io.tcplb.it.kit.Lab;
import io.tcplb.it.kit.LongSessions;
import io.tcplb.it.kit.NginxServer;
import io.tcplb.it.kit.Sockets;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The instruments themselves, without lb: they must see what the other tests trust them to see. */
class KitIT {
    @RegisterExtension
    final Lab lab = new Lab();

    @Test
    void theLoadSeesEveryRequestThatADeadServerRefuses() throws Exception {
        NginxServer server = lab.nginx("a");
        HttpLoad load = lab.load(Sockets.loopback(server.port()), 500, Set.of("a"));
        load.awaitAnswers(100);
        assertThat(load.failures()).isEmpty();
        server.kill();
        Await.until(
                "refusals are seen",
                Duration.ofSeconds(5),
                () -> load.failures().size() > 50);
        server.restart();
        load.awaitAnswers(100);
        assertThat(load.finish())
                .allSatisfy(failure -> assertThat(failure.cause())
                        .containsAnyOf("refused", "reset", "without an answer", "truncated"));
        assertThat(load.succeeded() + load.failures().size()).isEqualTo(load.started());
        assertThat(load.succeeded()).isLessThanOrEqualTo(server.served());
    }

    @Test
    void nothingFailsWhenTheServerDiesBetweenTwoRequestsAndIsBackBeforeTheNext() throws Exception {
        NginxServer server = lab.nginx("a");
        HttpLoad load = lab.load(Sockets.loopback(server.port()), 500, Set.of("a"));
        for (int i = 0; i < 5; i++) {
            load.awaitAnswers(20);
            load.betweenRequests(() -> {
                server.kill();
                server.restart();
            });
        }
        load.awaitAnswers(20);
        assertThat(load.finish()).isEmpty();
    }

    @Test
    void theLoadRefusesTheAnswerOfAStranger() throws Exception {
        NginxServer server = lab.nginx("b");
        HttpLoad load = lab.load(Sockets.loopback(server.port()), 100, Set.of("a"));
        Await.until("a failure", Duration.ofSeconds(5), () -> !load.failures().isEmpty());
        assertThat(load.finish().get(0).cause()).contains("unexpected answer");
    }

    @Test
    void codedSessionsVerifyBothWays() throws Exception {
        CodedLoop server = lab.closing(CodedLoop.server());
        InetSocketAddress target =
                Sockets.loopback(Integer.parseInt(server.address().split(":")[1]));
        CodedLoop client = lab.closing(CodedLoop.client(target, 50, 1_000_003, 2_000_001));
        client.awaitDone(50, Duration.ofSeconds(20));
        server.awaitDone(50, Duration.ofSeconds(5));
        assertThat(client.receivedBytes()).isEqualTo(50 * 2_000_001L);
        assertThat(server.receivedBytes()).isEqualTo(50 * 1_000_003L);
    }

    @Test
    void codedSessionsSeeAReflection() throws Exception {
        FaultServer mirror = lab.server(FaultServer::echoes);
        CodedLoop client = lab.closing(CodedLoop.client(Sockets.loopback(mirror.port()), 1, 10_000, 10_000));
        Await.until(
                "the mistake is seen",
                Duration.ofSeconds(5),
                () -> !client.failures().isEmpty());
    }

    @Test
    void longSessionsSeeAWrongByteAndAnEnd() throws Exception {
        FaultServer corrupting = lab.server(socket -> {
            byte[] chunk = new byte[251];
            for (int i = 0; socket.getInputStream().readNBytes(chunk, 0, 251) == 251; i++) {
                chunk[250] ^= (byte) (i == 3 ? 1 : 0);
                socket.getOutputStream().write(chunk);
            }
        });
        LongSessions sessions = lab.closing(LongSessions.start(Sockets.loopback(corrupting.port()), 2));
        Await.until(
                "it is seen", Duration.ofSeconds(5), () -> sessions.failures().size() == 2);
        assertThat(sessions.finish()).allSatisfy(failure -> assertThat(failure).contains("after 753 bytes"));
    }

    @Test
    void aResetIsNotTakenForAFin() throws Exception {
        FaultServer resetting = lab.server(FaultServer::resets);
        FaultServer finishing = lab.server(FaultServer.greets("x"));
        try (Socket first = Sockets.connect(Sockets.loopback(resetting.port()));
                Socket second = Sockets.connect(Sockets.loopback(finishing.port()))) {
            assertThat(Sockets.ending(first)).isEqualTo(Sockets.Ending.RESET);
            assertThat(Sockets.ending(second)).isEqualTo(Sockets.Ending.FIN);
        }
    }
}
