package io.tcplb.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.tcplb.observe.CloseReason;
import io.tcplb.observe.SessionView;
import io.tcplb.spec.BindAddress;
import io.tcplb.spec.RuntimeSpec.Transport;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.time.Duration;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** A reset comes after what was said before it. Only epoll can tell what has arrived. */
class LastWordsTest {
    /** What the kernel takes for a client that does not read. */
    private static final int ANSWER = 128 << 10;

    @Test
    void deliversAnAnswerBeforeTheResetThatFollowsIt() throws Exception {
        byte[] answer = new byte[ANSWER];
        new SplittableRandom(1).nextBytes(answer);
        CountDownLatch relayed = new CountDownLatch(1);
        try (Server server = new Server(socket -> {
                    socket.getInputStream().read();
                    socket.getOutputStream().write(answer);
                    assertThat(relayed.await(20, TimeUnit.SECONDS)).isTrue();
                    Server.reset(socket);
                });
                Proxy proxy = new Proxy(Transport.EPOLL, new FixedPool(server.port()), Proxy.spec());
                Socket client = slow(proxy)) {
            client.getOutputStream().write(1);
            await().atMost(Duration.ofSeconds(20)).until(() -> relayedToClient(proxy) == ANSWER);
            relayed.countDown();
            assertThat(client.getInputStream().readNBytes(ANSWER)).isEqualTo(answer);
            assertThatThrownBy(() -> client.getInputStream().read())
                    .isInstanceOf(SocketException.class)
                    .hasMessageContaining("reset");
            assertThat(proxy.ended().reason()).isEqualTo(CloseReason.BACKEND_RESET);
            assertThat(server.failures).isEmpty();
        }
    }

    @Test
    void givesUpOnAReaderThatNeverReads() throws Exception {
        CountDownLatch relayed = new CountDownLatch(1);
        try (Server server = new Server(socket -> {
                    socket.getInputStream().read();
                    socket.getOutputStream().write(new byte[ANSWER]);
                    assertThat(relayed.await(20, TimeUnit.SECONDS)).isTrue();
                    Server.reset(socket);
                });
                Proxy proxy = new Proxy(
                        Transport.EPOLL,
                        new FixedPool(server.port()),
                        Proxy.spec(
                                new BindAddress.Inet("127.0.0.1", 0), 0, Duration.ofHours(1), Duration.ofMillis(500)));
                Socket client = slow(proxy)) {
            client.getOutputStream().write(1);
            await().atMost(Duration.ofSeconds(20)).until(() -> relayedToClient(proxy) == ANSWER);
            relayed.countDown();
            assertThat(proxy.ended().reason()).isEqualTo(CloseReason.BACKEND_RESET);
            assertThat(server.failures).isEmpty();
        }
    }

    private static Socket slow(Proxy proxy) throws Exception {
        Socket client = new Socket();
        client.setReceiveBufferSize(4 << 10);
        client.setSoTimeout(20_000);
        client.connect(new InetSocketAddress("127.0.0.1", proxy.port()), 5_000);
        return client;
    }

    private static long relayedToClient(Proxy proxy) throws InterruptedException {
        ConcurrentLinkedQueue<SessionView> views = new ConcurrentLinkedQueue<>();
        proxy.onEveryWorker(worker -> worker.describe(views::addAll));
        proxy.onEveryWorker(worker -> {});
        return views.stream().mapToLong(SessionView::bytesToClient).sum();
    }
}
