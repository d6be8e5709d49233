package io.tcplb.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.tcplb.it.kit.Await;
import io.tcplb.it.kit.Conf;
import io.tcplb.it.kit.FaultServer;
import io.tcplb.it.kit.Lab;
import io.tcplb.it.kit.LbProcess;
import io.tcplb.it.kit.PositionCode;
import io.tcplb.it.kit.Sockets;
import io.tcplb.it.kit.Transport;
import java.io.IOException;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** How a session carries bytes, FINs and resets, with both ends played by the test. */
class SessionRulesIT {
    private static final Duration SOON = Duration.ofSeconds(5);
    private static final int MIB = 1 << 20;

    @RegisterExtension
    final Lab lab = new Lab();

    private FaultServer server;
    private LbProcess lb;

    @ParameterizedTest
    @EnumSource(Transport.class)
    void aClientThatHasFinishedStillGetsTheWholeAnswer(Transport transport) throws Exception {
        start(transport);
        try (Socket client = connect();
                Socket backend = server.take()) {
            Sockets.send(client, "question");
            client.shutdownOutput();
            assertThat(Sockets.receiveAll(backend)).isEqualTo("question");
            Thread answering = sendInBackground(backend, 1, 8 * MIB);
            assertStream(client, 1, 8 * MIB);
            answering.join();
        }
        awaitEnd("client_closed", 1);
    }

    @ParameterizedTest
    @EnumSource(Transport.class)
    void aBackendThatHasFinishedStillGetsAllThatTheClientSends(Transport transport) throws Exception {
        start(transport);
        try (Socket client = connect();
                Socket backend = server.take()) {
            Sockets.send(backend, "greeting");
            backend.shutdownOutput();
            assertThat(Sockets.receiveAll(client)).isEqualTo("greeting");
            Thread sending = sendInBackground(client, 1, 8 * MIB);
            assertStream(backend, 1, 8 * MIB);
            sending.join();
        }
        awaitEnd("backend_closed", 1);
    }

    @ParameterizedTest
    @EnumSource(Transport.class)
    void aFinFollowsEveryByteBeforeIt(Transport transport) throws Exception {
        start(transport);
        for (int length = 0; length < 50; length++) {
            try (Socket client = connect();
                    Socket backend = server.take()) {
                Thread up = sendInBackground(client, 1, length * length * 7);
                Thread down = sendInBackground(backend, 2, length * 11);
                assertStream(backend, 1, length * length * 7);
                assertStream(client, 2, length * 11);
                up.join();
                down.join();
            }
        }
        Await.until("all have ended", SOON, () -> ended("client_closed") + ended("backend_closed") == 50);
    }

    @ParameterizedTest
    @EnumSource(Transport.class)
    void aResetBecomesAReset(Transport transport) throws Exception {
        start(transport);
        try (Socket client = connect();
                Socket backend = server.take()) {
            exchange(client, backend);
            Sockets.reset(client);
            assertThat(Sockets.ending(backend)).isEqualTo(Sockets.Ending.RESET);
        }
        awaitEnd("client_reset", 1);
        try (Socket client = connect();
                Socket backend = server.take()) {
            exchange(client, backend);
            Sockets.reset(backend);
            assertThat(Sockets.ending(client)).isEqualTo(Sockets.Ending.RESET);
        }
        awaitEnd("backend_reset", 1);
    }

    @ParameterizedTest
    @EnumSource(Transport.class)
    void aResetAfterAHalfCloseIsSeenToo(Transport transport) throws Exception {
        start(transport);
        try (Socket client = connect();
                Socket backend = server.take()) {
            exchange(client, backend);
            client.shutdownOutput();
            assertThat(backend.getInputStream().read()).isEqualTo(-1);
            Sockets.reset(client);
            assertSeen(transport, "client_reset", backend);
        }
        try (Socket client = connect();
                Socket backend = server.take()) {
            exchange(client, backend);
            backend.shutdownOutput();
            assertThat(client.getInputStream().read()).isEqualTo(-1);
            Sockets.reset(backend);
            assertSeen(transport, "backend_reset", client);
        }
        assertNothingSpins();
    }

    @ParameterizedTest
    @EnumSource(Transport.class)
    void whatWasSentBeforeAFullCloseArrives(Transport transport) throws Exception {
        start(transport);
        Socket client = connect();
        try (Socket backend = server.take()) {
            exchange(client, backend);
            ByteBuffer bytes = ByteBuffer.allocate(100_000);
            PositionCode.fill(bytes, 3, 0);
            client.getOutputStream().write(bytes.array());
            client.close();
            assertStream(backend, 3, 100_000);
        }
    }

    @ParameterizedTest
    @EnumSource(Transport.class)
    void aSessionWithoutAByteEitherWayEndsAtItsIdleTimeout(Transport transport) throws Exception {
        start(transport, "idle-timeout = 1500ms");
        long start = System.nanoTime();
        try (Socket idle = connect();
                Socket idleBackend = server.take();
                Socket busy = connect();
                Socket busyBackend = server.take()) {
            Await.until("the idle one has ended", SOON.multipliedBy(2), () -> {
                exchange(busy, busyBackend);
                return ended("idle_timeout") == 1;
            });
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThan(Duration.ofMillis(1400));
            assertThat(idle.getInputStream().available()).isZero();
            endsSomehow(idle);
            endsSomehow(idleBackend);
            exchange(busy, busyBackend);
        }
    }

    @ParameterizedTest
    @EnumSource(Transport.class)
    void aHalfClosedSessionEndsAtItsTimeout(Transport transport) throws Exception {
        start(transport, "half-close-timeout = 1s");
        try (Socket client = connect();
                Socket backend = server.take()) {
            exchange(client, backend);
            client.shutdownOutput();
            assertThat(backend.getInputStream().read()).isEqualTo(-1);
            awaitEnd("half_close_timeout", 1);
            endsSomehow(client);
        }
    }

    private void start(Transport transport, String... listenerOptions) throws IOException {
        server = lab.closing(FaultServer.manual());
        lb = lab.lb(
                transport,
                Conf.listener("x", listenerOptions)
                        + Conf.pool("x", List.of(Conf.backend("a", server.address())), Conf.NO_CHECK));
    }

    private Socket connect() throws IOException {
        return Sockets.connect(lb.address("x"));
    }

    /** A byte each way: the session is established, and in use. */
    private static void exchange(Socket client, Socket backend) throws IOException {
        Sockets.send(client, "?");
        assertThat(Sockets.receive(backend, 1)).isEqualTo("?");
        Sockets.send(backend, "!");
        assertThat(Sockets.receive(client, 1)).isEqualTo("!");
    }

    /** Sends a stream and finishes. */
    private static Thread sendInBackground(Socket socket, int stream, int length) {
        Thread thread = new Thread(() -> {
            ByteBuffer bytes = ByteBuffer.allocate(length);
            PositionCode.fill(bytes, stream, 0);
            try {
                socket.getOutputStream().write(bytes.array());
                socket.shutdownOutput();
            } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
        });
        thread.start();
        return thread;
    }

    /** Fails unless exactly this stream arrives, and then a FIN. */
    private static void assertStream(Socket socket, int stream, int length) throws IOException {
        byte[] received = socket.getInputStream().readAllBytes();
        PositionCode.verify(ByteBuffer.wrap(received), stream, 0);
        assertThat(received).hasSize(length);
    }

    private static void endsSomehow(Socket socket) throws IOException {
        assertThat(Sockets.ending(socket)).isNotNull();
    }

    /** Returns true when the other side's end is noticed by writing, as TCP has it. */
    private static boolean writeUntilRefused(Socket socket) {
        byte[] chunk = new byte[1024];
        long start = System.nanoTime();
        while (System.nanoTime() - start < SOON.toNanos()) {
            try {
                socket.getOutputStream().write(chunk);
            } catch (IOException refused) {
                return true;
            }
        }
        return false;
    }

    /** A selector tells nothing of a socket that has been read to its end; NIO notices by writing, epoll at once. */
    private void assertSeen(Transport transport, String reason, Socket other) {
        if (transport == Transport.EPOLL) {
            awaitEnd(reason, 1);
        }
        assertThat(writeUntilRefused(other)).isTrue();
        awaitEnd(reason, 1);
    }

    private void assertNothingSpins() throws Exception {
        long before = lb.processorTicks();
        Await.always("lb is alive", Duration.ofSeconds(1), lb::isAlive);
        assertThat(lb.processorTicks() - before)
                .as("ticks of 10 ms in an idle second")
                .isLessThan(50);
    }

    private long ended(String reason) {
        return lb.metrics().count("lb_session_end_total", "reason", reason);
    }

    private void awaitEnd(String reason, long count) {
        Await.until(
                count + " ended with " + reason,
                SOON,
                () -> ended(reason) == count,
                () -> lb.metrics().by("reason", "lb_session_end_total").toString());
    }
}
