package io.tcplb.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.tcplb.it.kit.Await;
import io.tcplb.it.kit.Conf;
import io.tcplb.it.kit.FaultServer;
import io.tcplb.it.kit.HttpLoad;
import io.tcplb.it.kit.Lab;
import io.tcplb.it.kit.LbProcess;
import io.tcplb.it.kit.NginxServer;
import io.tcplb.it.kit.PositionCode;
import io.tcplb.it.kit.Sockets;
import io.tcplb.it.kit.Transport;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A reader that stalls slows down nobody but its own sender, and costs little memory. */
class BackPressureIT {
    private static final Duration LONG = Duration.ofSeconds(30);
    private static final int SESSIONS = 60;
    private static final int MIB = 1 << 20;
    private static final int EACH = 16 * MIB;
    private static final long MEMORY_FOR_ALL = 80L * MIB;

    @RegisterExtension
    final Lab lab = new Lab();

    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final AtomicLong written = new AtomicLong();

    @ParameterizedTest
    @EnumSource(Transport.class)
    void stalledReadersCostLittleAndLoseNothing(Transport transport) throws Exception {
        FaultServer stalled = lab.closing(FaultServer.manual());
        NginxServer nginx = lab.nginx("a");
        LbProcess lb = lab.lb(
                transport,
                Conf.listener("slow")
                        + Conf.pool("slow", List.of(Conf.backend("s", stalled.address())), Conf.NO_CHECK)
                        + Conf.listener("web")
                        + Conf.pool("web", Conf.backends(nginx), Conf.NO_CHECK));
        HttpLoad load = lab.load(lb.address("web"), 200, Set.of("a"));
        load.awaitAnswers(400);
        long before = lb.residentBytes();

        List<Socket> readers = new ArrayList<>();
        List<Future<?>> senders = new ArrayList<>();
        for (int stream = 1; stream <= SESSIONS; stream++) {
            Socket sender = lab.closing(Sockets.connect(lb.address("slow")));
            readers.add(stalled.take());
            int of = stream;
            senders.add(threads.submit(() -> send(sender, of)));
        }
        awaitStall();
        assertThat(written.get()).as("taken for readers that read nothing").isLessThan((long) SESSIONS * EACH);
        load.awaitAnswers(200);
        assertThat(lb.residentBytes() - before).as("resident growth").isLessThan(MEMORY_FOR_ALL);
        assertThat(load.finish()).isEmpty();
        assertThat(load.slowest()).isLessThan(Duration.ofSeconds(3));

        List<Future<Integer>> received = new ArrayList<>();
        for (Socket reader : readers) {
            received.add(threads.submit(() -> receive(reader)));
        }
        for (Future<Integer> stream : received) {
            assertThat(stream.get(60, TimeUnit.SECONDS)).isBetween(1, SESSIONS);
        }
        for (Future<?> sender : senders) {
            sender.get(10, TimeUnit.SECONDS);
        }
        threads.shutdown();
        Await.until(
                "every session has ended",
                LONG,
                () -> lb.metrics().count("lb_session_end_total", "listener", "slow") == SESSIONS);
    }

    private void awaitStall() {
        long[] last = {-1, System.nanoTime()};
        Await.until("every sender is stuck", LONG, () -> {
            long now = written.get();
            if (now != last[0]) {
                last[0] = now;
                last[1] = System.nanoTime();
            }
            return System.nanoTime() - last[1] > Duration.ofSeconds(1).toNanos();
        });
    }

    private Void send(Socket socket, int stream) throws IOException {
        ByteBuffer chunk = ByteBuffer.allocate(64 << 10);
        OutputStream out = socket.getOutputStream();
        for (long offset = 0; offset < EACH; offset += chunk.capacity()) {
            PositionCode.fill(chunk.clear(), stream, offset);
            out.write(chunk.array());
            written.addAndGet(chunk.capacity());
        }
        socket.shutdownOutput();
        Sockets.ending(socket);
        return null;
    }

    /** Reads to the FIN and verifies every byte; returns the number of the stream, which the first word says. */
    private static int receive(Socket socket) throws IOException {
        try (socket) {
            InputStream in = socket.getInputStream();
            ByteBuffer first = ByteBuffer.wrap(in.readNBytes(Long.BYTES));
            int stream = (int) (first.getLong() >>> 40);
            long offset = Long.BYTES;
            byte[] chunk = new byte[64 << 10];
            for (int read = in.read(chunk); read >= 0; read = in.read(chunk)) {
                PositionCode.verify(ByteBuffer.wrap(chunk, 0, read), stream, offset);
                offset += read;
            }
            assertThat(offset).isEqualTo(EACH);
            return stream;
        }
    }
}
