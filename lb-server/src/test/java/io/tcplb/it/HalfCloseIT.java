package io.tcplb.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.tcplb.it.kit.Await;
import io.tcplb.it.kit.CodedLoop;
import io.tcplb.it.kit.Conf;
import io.tcplb.it.kit.FaultServer;
import io.tcplb.it.kit.Halves;
import io.tcplb.it.kit.Lab;
import io.tcplb.it.kit.LbProcess;
import io.tcplb.it.kit.PositionCode;
import io.tcplb.it.kit.Repeat;
import io.tcplb.it.kit.Scorecard;
import io.tcplb.it.kit.Soak;
import io.tcplb.it.kit.Sockets;
import io.tcplb.it.kit.Transport;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A side that has finished sending still gets everything, thousands of times and whatever the sizes. */
@Tag("scorecard")
class HalfCloseIT {
    private static final Duration LONG = Duration.ofMinutes(2);
    private static final long SEED = 20_261_124;
    private static final int MIB = 1 << 20;
    private static final int FLUSHED = 50 * MIB;

    @RegisterExtension
    final Lab lab = new Lab();

    @ParameterizedTest
    @EnumSource(Transport.class)
    void theAnswerToAClientThatHasFinishedIsWhole(Transport transport) throws Exception {
        FaultServer server = lab.server(Halves::answersAfterFin);
        LbProcess lb = start(transport, server.address());
        int sessions = sessions(transport);
        List<String> failures = Repeat.times(sessions, LONG, number -> {
            Random random = new Random(SEED + number);
            Halves.askAndFinish(lb.address("x"), number, Halves.size(random), Halves.size(random));
        });
        assertThat(failures).as("seed %d", SEED).isEmpty();
        Scorecard.row(
                "1a",
                "client half-closes, then the backend answers, " + transport.key(),
                "0 truncated",
                failures.size() + " of " + sessions,
                failures.isEmpty() && server.failures().isEmpty());
    }

    @ParameterizedTest
    @EnumSource(Transport.class)
    void whatIsSentToABackendThatHasFinishedIsWhole(Transport transport) throws Exception {
        FaultServer server = lab.server(Halves.finishesFirst(SEED));
        LbProcess lb = start(transport, server.address());
        int sessions = sessions(transport);
        List<String> failures = Repeat.times(sessions, LONG, number -> Halves.hearAndSend(lb.address("x")));
        assertThat(failures).as("seed %d", SEED).isEmpty();
        Await.until("every upload has been read", LONG, () -> server.openConnections() == 0);
        assertThat(server.failures()).as("seed %d", SEED).isEmpty();
        Scorecard.row(
                "1b",
                "backend half-closes, then the client sends, " + transport.key(),
                "0 truncated",
                server.failures().size() + " of " + sessions,
                server.accepted() == sessions);
    }

    @ParameterizedTest
    @EnumSource(Transport.class)
    void fiftyMebibytesBeforeAFinArriveAtAReaderThatPauses(Transport transport) throws Exception {
        FaultServer server = lab.closing(FaultServer.manual());
        LbProcess lb = start(transport, server.address());
        int times = Soak.pick(1, 10);
        for (int i = 0; i < times; i++) {
            try (Socket client = Sockets.connect(lb.address("x"));
                    Socket backend = server.take()) {
                flush(client, backend);
                flush(backend, client);
            }
        }
        Scorecard.row(
                "1c",
                "50 MiB and a FIN to a reader that pauses %d s, each way, %s"
                        .formatted(pause().toSeconds(), transport.key()),
                "0 bytes missing",
                "0 in %d times".formatted(2 * times),
                true);
    }

    @ParameterizedTest
    @EnumSource(Transport.class)
    void bothSidesMayFinishAtOnce(Transport transport) throws Exception {
        CodedLoop server = lab.closing(CodedLoop.server());
        LbProcess lb = start(transport, server.address());
        int rounds = Soak.pick(5, 200);
        int atOnce = 500;
        Random random = new Random(SEED);
        for (int round = 1; round <= rounds; round++) {
            try (CodedLoop clients =
                    CodedLoop.client(lb.address("x"), atOnce, random.nextInt(2_000), random.nextInt(2_000))) {
                clients.awaitDone(atOnce, LONG);
            }
            server.awaitDone(round * atOnce, LONG);
        }
        Await.until(
                "every session has ended well",
                LONG,
                () -> ended(lb, "client_closed") + ended(lb, "backend_closed") == (long) rounds * atOnce,
                () -> lb.metrics().by("reason", "lb_session_end_total").toString());
        Scorecard.row(
                "1d",
                "both sides finish at once, " + transport.key(),
                "0 truncated, 0 left open",
                "0 and 0 of " + rounds * atOnce,
                lb.metrics().count("lb_listener_sessions_active") == 0);
    }

    private LbProcess start(Transport transport, String backend) {
        return lab.lb(
                transport, Conf.listener("x") + Conf.pool("x", List.of(Conf.backend("a", backend)), Conf.NO_CHECK));
    }

    private static int sessions(Transport transport) {
        return transport == Transport.EPOLL ? Soak.pick(10_000, 100_000) : Soak.pick(2_000, 10_000);
    }

    private static Duration pause() {
        return Soak.pick(Duration.ofSeconds(1), Duration.ofSeconds(5));
    }

    /** Sends and finishes, while the reader sleeps after its first bytes; everything must come, and then the FIN. */
    private static void flush(Socket sender, Socket reader) throws Exception {
        CompletableFuture<Void> sent = CompletableFuture.runAsync(() -> send(sender));
        InputStream in = reader.getInputStream();
        byte[] chunk = new byte[64 << 10];
        long received = 0;
        boolean paused = false;
        for (int read = in.read(chunk); read >= 0; read = in.read(chunk)) {
            PositionCode.verify(ByteBuffer.wrap(chunk, 0, read), 1, received);
            received += read;
            if (!paused && received > MIB) {
                paused = true;
                TimeUnit.NANOSECONDS.sleep(pause().toNanos());
            }
        }
        assertThat(received).isEqualTo(FLUSHED);
        sent.get(1, TimeUnit.MINUTES);
    }

    private static void send(Socket socket) {
        try {
            ByteBuffer chunk = ByteBuffer.allocate(MIB);
            for (long offset = 0; offset < FLUSHED; offset += MIB) {
                PositionCode.fill(chunk.clear(), 1, offset);
                socket.getOutputStream().write(chunk.array());
            }
            socket.shutdownOutput();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static long ended(LbProcess lb, String reason) {
        return lb.metrics().count("lb_session_end_total", "reason", reason);
    }
}
