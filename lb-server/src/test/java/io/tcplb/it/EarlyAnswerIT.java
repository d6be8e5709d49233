package io.tcplb.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.tcplb.it.kit.Await;
import io.tcplb.it.kit.Conf;
import io.tcplb.it.kit.FaultServer;
import io.tcplb.it.kit.Lab;
import io.tcplb.it.kit.LbProcess;
import io.tcplb.it.kit.PositionCode;
import io.tcplb.it.kit.Scorecard;
import io.tcplb.it.kit.Soak;
import io.tcplb.it.kit.SocketTable;
import io.tcplb.it.kit.Sockets;
import io.tcplb.it.kit.Transport;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A backend that answers an upload before its end and closes, as servers do that refuse one for its size. */
@Tag("scorecard")
class EarlyAnswerIT {
    private static final int ANSWER = 1 << 20;

    @RegisterExtension
    final Lab lab = new Lab();

    @ParameterizedTest
    @EnumSource(Transport.class)
    void theWholeAnswerArrivesBeforeTheReset(Transport transport) throws Exception {
        FaultServer server = lab.server(EarlyAnswerIT::answersAndCloses);
        LbProcess lb = lab.lb(
                transport,
                Conf.listener("x") + Conf.pool("x", List.of(Conf.backend("a", server.address())), Conf.NO_CHECK));
        int times = Soak.pick(10, 1000);
        long shortest = ANSWER;
        for (int i = 0; i < times; i++) {
            shortest = Math.min(shortest, bytesOfAnswer(lb));
        }
        Scorecard.row(
                "1g",
                "1 MiB of answer and a close during the client's upload, " + transport.key(),
                "all of it before the reset",
                "at least %d of %d bytes in %d times".formatted(shortest, ANSWER, times),
                shortest == ANSWER);
    }

    /** Uploads without end, reads only when it has been refused, and returns how much of the answer there was. */
    private static long bytesOfAnswer(LbProcess lb) throws Exception {
        try (Socket client = Sockets.connect(lb.address("x"))) {
            Thread upload = new Thread(() -> uploadUntilRefused(client), "upload");
            upload.start();
            TimeUnit.MILLISECONDS.sleep(50); // a slow client: the answer waits for it inside lb
            long received = 0;
            try {
                InputStream in = client.getInputStream();
                byte[] chunk = new byte[16 << 10];
                for (int read = in.read(chunk); read >= 0; read = in.read(chunk)) {
                    PositionCode.verify(ByteBuffer.wrap(chunk, 0, read), 1, received);
                    received += read;
                }
            } catch (SocketException reset) {
                assertThat(reset).hasMessageContaining("reset");
            }
            upload.join();
            return received;
        }
    }

    private static void uploadUntilRefused(Socket client) {
        byte[] chunk = new byte[64 << 10];
        try {
            while (true) {
                client.getOutputStream().write(chunk);
            }
        } catch (IOException refused) {
            // what the backend's close has led to
        }
    }

    /** Reads a little, answers, and leaves the rest of the upload unread: its kernel resets after the answer. */
    private static void answersAndCloses(Socket socket) throws IOException, InterruptedException {
        socket.getInputStream().readNBytes(1000);
        ByteBuffer answer = ByteBuffer.allocate(ANSWER);
        PositionCode.fill(answer, 1, 0);
        socket.getOutputStream().write(answer.array());
        socket.shutdownOutput();
        awaitDelivered(socket);
    }

    /** Until lb's kernel has it all: a server that closes before loses it by itself, with or without lb. */
    private static void awaitDelivered(Socket socket) {
        Await.until(
                "the answer has left",
                Duration.ofSeconds(10),
                () -> SocketTable.unsent(socket.getLocalPort(), socket.getPort()) == 0);
    }
}
