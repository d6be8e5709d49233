package io.tcplb.bench.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Against a server that answers each line with a line, badly or late where a test wants it. */
@Timeout(30)
class OpenLoopTest {
    private static final Exchange KEPT_OPEN = new Exchange("ask\n", "OK", "\n", true);
    private static final Exchange FRESH = new Exchange("ask\n", "OK", "\n", false);

    private final AtomicInteger asked = new AtomicInteger();
    private final AtomicInteger connections = new AtomicInteger();
    private final ServerSocket server;
    private volatile boolean closesAfterAnswer;
    private volatile long closesLateMillis;
    private volatile String answer = "OK\n";
    private volatile int stallsAt = Integer.MAX_VALUE;
    private volatile long stallMillis;

    OpenLoopTest() throws IOException {
        server = new ServerSocket(0, 128, InetAddress.getLoopbackAddress());
    }

    @BeforeEach
    void serve() {
        daemon(this::acceptAll);
    }

    @AfterEach
    void stop() throws IOException {
        server.close();
    }

    @Test
    void everyRequestIsAnsweredOnConnectionsThatStayOpen() throws IOException, InterruptedException {
        Tally tally = run(KEPT_OPEN, 4, new Schedule(2000, 600));
        assertThat(tally.answered()).isEqualTo(600);
        assertThat(tally.lostCount()).isZero();
        assertThat(connections).hasValue(4);
        assertThat(asked).hasValue(604); // each connection has proved itself before
    }

    @Test
    void freshConnectionsServeOneRequestEach() throws IOException, InterruptedException {
        closesAfterAnswer = true;
        Tally tally = run(FRESH, 16, new Schedule(1000, 300));
        assertThat(tally.answered()).isEqualTo(300);
        assertThat(tally.lostCount()).isZero();
        assertThat(connections).hasValue(300);
    }

    @Test
    void aConnectionThatServedItsRequestServesNoOther() throws IOException, InterruptedException {
        closesAfterAnswer = true;
        closesLateMillis = 20;
        Tally tally = run(FRESH, 1, new Schedule(1000, 5));
        assertThat(tally.answered()).isEqualTo(5);
        assertThat(connections).hasValue(5);
    }

    @Test
    void sendsAtTheRateAskedFor() throws IOException, InterruptedException {
        long start = System.nanoTime();
        run(KEPT_OPEN, 4, new Schedule(1000, 500));
        // A loaded machine may make it late, nothing may make it early.
        assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(TimeUnit.MILLISECONDS.toNanos(499));
    }

    /** What a closed loop hides: it would have sent one request in that time, and none of the later ones late. */
    @Test
    void aStallIsSeenByEveryRequestThatWasDueMeanwhile() throws IOException, InterruptedException {
        stallsAt = 100;
        stallMillis = 400;
        Tally tally = run(KEPT_OPEN, 1, new Schedule(1000, 1000));
        assertThat(tally.answered()).isEqualTo(1000);
        // Of 1,000 requests 400 were due in the stall, 300 of them at least 100 ms before its end.
        assertThat(tally.latencyMicros(75)).isGreaterThan(100_000);
        assertThat(tally.longestGapMillis()).isGreaterThan(399);
    }

    @Test
    void wrongAnswersAreLost() throws IOException, InterruptedException {
        closesAfterAnswer = true;
        answer = "NO\n";
        Tally tally = run(FRESH, 4, new Schedule(1000, 50));
        assertThat(tally.lostCount()).isEqualTo(50);
        assertThat(tally.answered()).isZero();
    }

    @Test
    void requestsThatAreCutOffAreLost() throws IOException, InterruptedException {
        closesAfterAnswer = true;
        answer = "OK";
        assertThat(run(FRESH, 4, new Schedule(1000, 50)).lostCount()).isEqualTo(50);
    }

    @Test
    void refusedConnectionsAreLost() throws IOException, InterruptedException {
        server.close();
        assertThat(run(FRESH, 4, new Schedule(1000, 50)).lostCount()).isEqualTo(50);
    }

    @Test
    void connectionsThatAreToStayOpenMustOpen() throws IOException {
        server.close();
        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> run(KEPT_OPEN, 4, new Schedule(1000, 50)))
                .withMessageContaining("could not be opened");
    }

    private Tally run(Exchange exchange, int lanes, Schedule schedule) throws IOException, InterruptedException {
        InetSocketAddress target = new InetSocketAddress(InetAddress.getLoopbackAddress(), server.getLocalPort());
        try (OpenLoop load = OpenLoop.start(target, exchange, lanes, schedule)) {
            return load.await();
        }
    }

    private void acceptAll() {
        try {
            while (true) {
                Socket client = server.accept();
                connections.incrementAndGet();
                daemon(() -> answerAll(client));
            }
        } catch (IOException e) {
            // Closed: the test is over.
        }
    }

    private void answerAll(Socket client) {
        try (client) {
            client.setTcpNoDelay(true);
            for (int next = client.getInputStream().read();
                    next >= 0;
                    next = client.getInputStream().read()) {
                if (next == '\n') {
                    if (asked.incrementAndGet() == stallsAt) {
                        TimeUnit.MILLISECONDS.sleep(stallMillis);
                    }
                    client.getOutputStream().write(answer.getBytes(StandardCharsets.US_ASCII));
                    if (closesAfterAnswer) {
                        TimeUnit.MILLISECONDS.sleep(closesLateMillis);
                        return;
                    }
                }
            }
        } catch (IOException e) {
            // The client went away.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void daemon(Runnable work) {
        Thread thread = new Thread(work, "test-server");
        thread.setDaemon(true);
        thread.start();
    }
}
