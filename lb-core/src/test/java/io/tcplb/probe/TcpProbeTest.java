package io.tcplb.probe;

import static io.tcplb.probe.Outcomes.assertFailed;
import static io.tcplb.probe.Outcomes.assertLost;
import static io.tcplb.probe.Outcomes.assertNotRun;
import static io.tcplb.probe.Outcomes.assertPassed;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.ChannelException;
import io.tcplb.probe.TestLoop.Transport;
import io.tcplb.spec.ExpectCheck;
import io.tcplb.spec.ProxyProtocol;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@ParameterizedClass
@EnumSource(Transport.class)
class TcpProbeTest {
    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

    private final TestLoop loop;

    TcpProbeTest(Transport transport) {
        loop = new TestLoop(transport);
    }

    @AfterEach
    void close() {
        loop.close();
    }

    private TcpProbe probe() {
        return new TcpProbe(loop.dialer(), SECOND);
    }

    @Test
    void passesOnAConnectionAndEndsItWithAFin() throws Exception {
        try (ScriptedServer server = ScriptedServer.silent()) {
            assertPassed(loop.probe(probe(), server.port()), "connected");
            assertThat(server.ended()).isEqualTo("done");
        }
    }

    @Test
    void sparesAServerThatSpeaksFirstTheReset() throws Exception {
        ScriptedServer.Script chatty = client -> {
            ScriptedServer.send(client, "220 ready\r\n");
            ScriptedServer.untilEnd(client);
            ScriptedServer.send(client, "221 bye\r\n");
        };
        try (ScriptedServer server = new ScriptedServer(chatty)) {
            for (int i = 0; i < 20; i++) {
                List<Outcome> outcomes = loop.start(probe(), server.port());
                loop.until(
                        () -> !outcomes.isEmpty() && loop.opened.stream().noneMatch(c -> c.isOpen()),
                        "the server's FIN");
                loop.loop.runNow();
                assertPassed(outcomes.get(0), "connected");
                assertThat(server.ended()).isEqualTo("done");
            }
        }
    }

    @Test
    void failsWhenNobodyListens() throws Exception {
        assertFailed(loop.probe(probe(), freePort()), "connection refused");
    }

    @Test
    void isLostWhenNothingAnswersTheConnect() throws Exception {
        // A full backlog: the kernel drops every further SYN.
        try (ServerSocket full = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            List<Socket> fill = new ArrayList<>();
            try {
                fillBacklog(full, fill);
                List<Outcome> outcomes = loop.start(probe(), full.getLocalPort());
                loop.loop.runNow();
                loop.ticker.advance(SECOND - 1, TimeUnit.NANOSECONDS);
                loop.loop.runNow();
                assertThat(outcomes).isEmpty();
                loop.ticker.advance(1, TimeUnit.NANOSECONDS);
                assertLost(loop.end(outcomes), "connect timeout after 1s");
            } finally {
                for (Socket socket : fill) {
                    socket.close();
                }
            }
        }
    }

    @Test
    void doesNotTakeItselfForTheBackend() throws Exception {
        int port = freePort();
        Dialer dialer = loop.dialer(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        assertFailed(
                loop.probe(new TcpProbe(dialer, SECOND), port),
                "connection refused (nobody listens: the probe met itself)");
        // Nor does it leave the port in TIME_WAIT.
        new ServerSocket(port, 1, InetAddress.getLoopbackAddress()).close();
    }

    @Test
    void doesNotBlameTheBackendForASourceAddressThatIsNotHere() throws Exception {
        Dialer dialer =
                loop.dialer(new InetSocketAddress(InetAddress.getByAddress(new byte[] {(byte) 192, 0, 2, 1}), 0));
        assertNotRun(loop.probe(new TcpProbe(dialer, SECOND), 9), "cannot assign requested address");
    }

    @Test
    void doesNotBlameTheBackendForAWantOfDescriptors() {
        Dialer dialer = new Dialer(
                loop.loop,
                () -> {
                    throw new ChannelException(new SocketException("Too many open files"));
                },
                null,
                ProxyProtocol.OFF);
        assertNotRun(loop.probe(new TcpProbe(dialer, SECOND), 9), "too many open files");
    }

    @Test
    void saysNothingOnceCancelled() throws Exception {
        try (ScriptedServer server = ScriptedServer.silent()) {
            List<Outcome> outcomes = new ArrayList<>();
            Target target = TestLoop.target(server.port(), false);
            probe().start(target, outcomes::add).cancel();
            loop.loop.runNow();
            assertThat(loop.opened).as("connections after an early cancel").isEmpty();

            var silent = new ExpectProbe(loop.dialer(), SECOND, new ExpectCheck("", ""));
            Probe.Running running = silent.start(target, outcomes::add);
            loop.until(() -> loop.opened.size() == 1 && loop.opened.get(0).isActive(), "a connection");
            running.cancel();
            loop.ticker.advance(2 * SECOND, TimeUnit.NANOSECONDS);
            loop.until(() -> !loop.opened.get(0).isOpen(), "its end");
            assertThat(outcomes).isEmpty();
        }
    }

    private static void fillBacklog(ServerSocket server, List<Socket> fill) throws IOException {
        while (fill.size() < 16) {
            Socket socket = new Socket();
            fill.add(socket);
            try {
                socket.connect(server.getLocalSocketAddress(), 300);
            } catch (SocketTimeoutException full) {
                return;
            }
        }
        throw new AssertionError("a backlog of 1 took 16 connections");
    }

    static int freePort() throws IOException {
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return free.getLocalPort();
        }
    }
}
