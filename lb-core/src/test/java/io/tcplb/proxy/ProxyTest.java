package io.tcplb.proxy;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tcplb.observe.CloseReason;
import io.tcplb.observe.SessionSummary;
import io.tcplb.pool.PoolSnapshot;
import io.tcplb.session.Waiter;
import io.tcplb.spec.BindAddress;
import io.tcplb.spec.ConnectSpec;
import io.tcplb.spec.ListenerSpec;
import io.tcplb.spec.RuntimeSpec.Transport;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The session rules of the contract, on real sockets and on both transports. */
class ProxyTest {
    private static final Duration LONG = Duration.ofMinutes(10);

    @ParameterizedTest
    @EnumSource(names = {"EPOLL", "NIO"})
    void relaysBothWaysAndReportsTheSessionOnce(Transport transport) throws Exception {
        try (Server echo = new Server(ProxyTest::echo);
                Proxy proxy = new Proxy(transport, new FixedPool(echo.port()), Proxy.spec())) {
            try (Socket client = proxy.connect()) {
                client.getOutputStream().write("hello".getBytes(UTF_8));
                assertThat(client.getInputStream().readNBytes(5)).isEqualTo("hello".getBytes(UTF_8));
            }
            SessionSummary summary = proxy.ended();
            assertThat(summary.reason()).isEqualTo(CloseReason.CLIENT_CLOSED);
            assertThat(summary.backend()).isEqualTo("b0");
            assertThat(summary.bytesToBackend()).isEqualTo(5);
            assertThat(summary.bytesToClient()).isEqualTo(5);
            assertThat(summary.attempts()).isEqualTo(1);
            assertThat(summary.connectNanos()).isPositive();
            assertThat(proxy.pool.backends.get(0).active()).isZero();
            assertThat(proxy.pool.backends.get(0).bytesToClient()).isEqualTo(5);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"EPOLL", "NIO"})
    void deliversTheAnswerToAClientThatHasFinishedSending(Transport transport) throws Exception {
        byte[] answer = pattern(3 << 20);
        try (Server server = new Server(socket -> {
                    assertThat(socket.getInputStream().readAllBytes()).hasSize(1 << 20);
                    socket.getOutputStream().write(answer);
                });
                Proxy proxy = new Proxy(transport, new FixedPool(server.port()), Proxy.spec());
                Socket client = proxy.connect()) {
            client.getOutputStream().write(new byte[1 << 20]);
            client.shutdownOutput();
            assertThat(client.getInputStream().readAllBytes()).isEqualTo(answer);
            assertThat(proxy.ended().reason()).isEqualTo(CloseReason.CLIENT_CLOSED);
            assertThat(server.failures).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"EPOLL", "NIO"})
    void deliversTheRequestToABackendThatHasFinishedSending(Transport transport) throws Exception {
        BlockingQueue<Integer> received = new LinkedBlockingQueue<>();
        try (Server server = new Server(socket -> {
                    socket.getOutputStream().write("bye".getBytes(UTF_8));
                    socket.shutdownOutput();
                    received.add(socket.getInputStream().readAllBytes().length);
                });
                Proxy proxy = new Proxy(transport, new FixedPool(server.port()), Proxy.spec());
                Socket client = proxy.connect()) {
            assertThat(client.getInputStream().readAllBytes()).isEqualTo("bye".getBytes(UTF_8));
            client.getOutputStream().write(new byte[2 << 20]);
            client.shutdownOutput();
            assertThat(received.poll(20, TimeUnit.SECONDS)).isEqualTo(2 << 20);
            assertThat(proxy.ended().reason()).isEqualTo(CloseReason.BACKEND_CLOSED);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"EPOLL", "NIO"})
    void turnsAResetOfTheBackendIntoAResetOfTheClient(Transport transport) throws Exception {
        CountDownLatch seen = new CountDownLatch(1);
        try (Server server = new Server(socket -> {
                    socket.getInputStream().read();
                    socket.getOutputStream().write(7);
                    seen.await();
                    Server.reset(socket);
                });
                Proxy proxy = new Proxy(transport, new FixedPool(server.port()), Proxy.spec());
                Socket client = proxy.connect()) {
            client.getOutputStream().write(1);
            assertThat(client.getInputStream().read()).isEqualTo(7);
            seen.countDown();
            assertThatThrownBy(() -> client.getInputStream().read()).isInstanceOf(SocketException.class);
            assertThat(proxy.ended().reason()).isEqualTo(CloseReason.BACKEND_RESET);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"EPOLL", "NIO"})
    void turnsAResetOfTheClientIntoAResetOfTheBackend(Transport transport) throws Exception {
        BlockingQueue<String> seen = new LinkedBlockingQueue<>();
        try (Server server = new Server(socket -> {
                    socket.getInputStream().read();
                    socket.getOutputStream().write(7);
                    try {
                        seen.add("read " + socket.getInputStream().read());
                    } catch (SocketException e) {
                        seen.add("reset");
                    }
                });
                Proxy proxy = new Proxy(transport, new FixedPool(server.port()), Proxy.spec());
                Socket client = proxy.connect()) {
            client.getOutputStream().write(1);
            assertThat(client.getInputStream().read()).isEqualTo(7);
            Server.reset(client);
            assertThat(seen.poll(20, TimeUnit.SECONDS)).isEqualTo("reset");
            assertThat(proxy.ended().reason()).isEqualTo(CloseReason.CLIENT_RESET);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"EPOLL", "NIO"})
    void noticesAResetAfterAHalfClose(Transport transport) throws Exception {
        CountDownLatch halfClosed = new CountDownLatch(1);
        CountDownLatch leave = new CountDownLatch(1);
        try (Server server = new Server(socket -> {
                    socket.getInputStream().readAllBytes();
                    halfClosed.countDown();
                    // NIO hears of a reset only when it writes.
                    while (!leave.await(20, TimeUnit.MILLISECONDS)) {
                        socket.getOutputStream().write(new byte[1024]);
                    }
                });
                Proxy proxy = new Proxy(transport, new FixedPool(server.port()), Proxy.spec());
                Socket client = proxy.connect()) {
            client.shutdownOutput();
            halfClosed.await();
            Server.reset(client);
            assertThat(proxy.ended().reason()).isEqualTo(CloseReason.CLIENT_RESET);
            leave.countDown();
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"EPOLL", "NIO"})
    void servesTheFirstClientAfterASuddenDeathByAnotherBackend(Transport transport) throws Exception {
        try (Server echo = new Server(ProxyTest::echo);
                Proxy proxy = new Proxy(
                        transport, new FixedPool(Server.closedPort(), Server.closedPort(), echo.port()), Proxy.spec());
                Socket client = proxy.connect()) {
            client.getOutputStream().write("first".getBytes(UTF_8));
            client.shutdownOutput();
            assertThat(client.getInputStream().readAllBytes()).isEqualTo("first".getBytes(UTF_8));
            SessionSummary summary = proxy.ended();
            assertThat(summary.attempts()).isEqualTo(3);
            assertThat(summary.backend()).isEqualTo("b2");
            assertThat(proxy.pool.reroutes).containsExactly(CloseReason.CONNECT_REFUSED, CloseReason.CONNECT_REFUSED);
            assertThat(proxy.pool.backends.get(0).connectFailures(CloseReason.CONNECT_REFUSED))
                    .isEqualTo(1);
            assertThat(proxy.pool.backends.get(0).active()).isZero();
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"EPOLL", "NIO"})
    void resetsTheClientWhenEveryAttemptIsRefused(Transport transport) throws Exception {
        try (Proxy proxy =
                new Proxy(transport, new FixedPool(Server.closedPort(), Server.closedPort()), Proxy.spec())) {
            assertIsReset(proxy);
            assertThat(proxy.ended().reason()).isEqualTo(CloseReason.CONNECT_REFUSED);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"EPOLL", "NIO"})
    void suspectsABackendOnceWhenItsFailuresReachTheThreshold(Transport transport) throws Exception {
        try (Proxy proxy = new Proxy(transport, new FixedPool(Server.closedPort()), Proxy.spec())) {
            for (int i = 0; i < 5; i++) {
                assertIsReset(proxy);
                proxy.ended();
            }
            assertThat(proxy.pool.suspects).hasSize(1);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"EPOLL", "NIO"})
    void triesAnotherBackendAfterTheConnectTimeout(Transport transport) throws Exception {
        ConnectSpec connect = new ConnectSpec(Duration.ofMillis(200), 3, Duration.ofSeconds(5), "");
        try (FullQueue full = new FullQueue();
                Server echo = new Server(ProxyTest::echo);
                Proxy proxy = new Proxy(transport, new FixedPool(connect, full.port(), echo.port()), Proxy.spec());
                Socket client = proxy.connect()) {
            client.getOutputStream().write(42);
            assertThat(client.getInputStream().read()).isEqualTo(42);
            assertThat(proxy.pool.reroutes).containsExactly(CloseReason.CONNECT_TIMEOUT);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"EPOLL", "NIO"})
    void endsWithConnectTimeoutWhenTheDeadlineIsUsedUp(Transport transport) throws Exception {
        ConnectSpec connect = new ConnectSpec(Duration.ofSeconds(10), 3, Duration.ofMillis(300), "");
        try (FullQueue full = new FullQueue();
                Proxy proxy = new Proxy(transport, new FixedPool(connect, full.port(), full.port()), Proxy.spec());
                Socket client = proxy.connect()) {
            assertThat(client.isConnected()).isTrue();
            assertThat(proxy.ended().reason()).isEqualTo(CloseReason.CONNECT_TIMEOUT);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"EPOLL", "NIO"})
    void refusesWithAResetWhenNobodyServes(Transport transport) throws Exception {
        FixedPool pool = new FixedPool(1);
        pool.publish(PoolSnapshot.State.DOWN);
        try (Proxy proxy = new Proxy(transport, pool, Proxy.spec())) {
            assertIsReset(proxy);
            assertThat(proxy.ended().reason()).isEqualTo(CloseReason.NO_BACKEND);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"EPOLL", "NIO"})
    void letsAClientWaitForTheFirstProbes(Transport transport) throws Exception {
        try (Server echo = new Server(ProxyTest::echo)) {
            FixedPool pool = new FixedPool(echo.port());
            pool.publish(PoolSnapshot.State.CHECKING);
            try (Proxy proxy = new Proxy(transport, pool, Proxy.spec());
                    Socket client = proxy.connect()) {
                client.getOutputStream().write(42);
                Waiter waiter = awaitWaiter(pool);
                pool.publish(PoolSnapshot.State.OK);
                waiter.proceed();
                assertThat(client.getInputStream().read()).isEqualTo(42);
            }
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"EPOLL", "NIO"})
    void endsTheWaitAtTheProbeTimeout(Transport transport) throws Exception {
        FixedPool pool = new FixedPool(1);
        pool.publish(PoolSnapshot.State.CHECKING);
        try (Proxy proxy = new Proxy(transport, pool, Proxy.spec());
                Socket client = proxy.connect()) {
            assertThat(client.isConnected()).isTrue();
            SessionSummary summary = proxy.ended();
            assertThat(summary.reason()).isEqualTo(CloseReason.NO_BACKEND);
            assertThat(Duration.ofNanos(summary.durationNanos())).isGreaterThanOrEqualTo(Duration.ofSeconds(1));
            assertThat(awaitWaiter(pool).gone()).isTrue();
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"EPOLL", "NIO"})
    void endsAnIdleSessionWithAFin(Transport transport) throws Exception {
        ListenerSpec spec = Proxy.spec(new BindAddress.Inet("127.0.0.1", 0), 0, Duration.ofMillis(300), LONG);
        try (Server echo = new Server(ProxyTest::echo);
                Proxy proxy = new Proxy(transport, new FixedPool(echo.port()), spec);
                Socket client = proxy.connect()) {
            client.getOutputStream().write(42);
            assertThat(client.getInputStream().read()).isEqualTo(42);
            assertThat(client.getInputStream().read()).isEqualTo(-1);
            SessionSummary summary = proxy.ended();
            assertThat(summary.reason()).isEqualTo(CloseReason.IDLE_TIMEOUT);
            assertThat(Duration.ofNanos(summary.durationNanos())).isGreaterThanOrEqualTo(Duration.ofMillis(300));
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"EPOLL", "NIO"})
    void endsAHalfClosedSessionThatHasGoneQuietWithAReset(Transport transport) throws Exception {
        ListenerSpec spec = Proxy.spec(new BindAddress.Inet("127.0.0.1", 0), 0, LONG, Duration.ofMillis(300));
        try (Server silent = new Server(socket -> socket.getInputStream().transferTo(OutputStream.nullOutputStream()));
                Server patient = new Server(socket -> {
                    socket.getInputStream().readAllBytes();
                    new CountDownLatch(1).await(20, TimeUnit.SECONDS);
                });
                Proxy proxy = new Proxy(transport, new FixedPool(patient.port(), silent.port()), spec);
                Socket client = proxy.connect()) {
            client.shutdownOutput();
            assertThatThrownBy(() -> client.getInputStream().read()).isInstanceOf(SocketException.class);
            assertThat(proxy.ended().reason()).isEqualTo(CloseReason.HALF_CLOSE_TIMEOUT);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"EPOLL", "NIO"})
    void rejectsWhatExceedsTheListenersLimit(Transport transport) throws Exception {
        ListenerSpec spec = Proxy.spec(new BindAddress.Inet("127.0.0.1", 0), 1, LONG, LONG);
        try (Server echo = new Server(ProxyTest::echo);
                Proxy proxy = new Proxy(transport, new FixedPool(echo.port()), spec);
                Socket first = proxy.connect()) {
            first.getOutputStream().write(42);
            assertThat(first.getInputStream().read()).isEqualTo(42);
            assertIsReset(proxy);
            assertThat(proxy.ended().reason()).isEqualTo(CloseReason.LISTENER_FULL);
            assertThat(proxy.listener.stats().rejected().get(CloseReason.LISTENER_FULL))
                    .isEqualTo(1);
            first.getOutputStream().write(43);
            assertThat(first.getInputStream().read()).isEqualTo(43);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"EPOLL", "NIO"})
    void losesNoByteWithTinyBuffersAndRandomPauses(Transport transport) throws Exception {
        long seed = System.nanoTime();
        SplittableRandom random = new SplittableRandom(seed);
        byte[] data = pattern(4 << 20);
        try (Server echo = new Server(ProxyTest::echo);
                Proxy proxy = new Proxy(transport, new FixedPool(echo.port()), Proxy.spec(), 4 << 10)) {
            ExecutorService threads = Executors.newCachedThreadPool();
            List<Future<byte[]>> answers = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                SplittableRandom own = random.split();
                answers.add(threads.submit(() -> exchange(proxy, data, own)));
            }
            for (Future<byte[]> answer : answers) {
                assertThat(answer.get()).as("seed %d", seed).isEqualTo(data);
            }
            threads.shutdown();
        }
    }

    private static byte[] exchange(Proxy proxy, byte[] data, SplittableRandom random) throws Exception {
        try (Socket client = proxy.connect()) {
            Thread writer = new Thread(() -> {
                try {
                    OutputStream out = client.getOutputStream();
                    SplittableRandom own = random.split();
                    for (int at = 0; at < data.length; ) {
                        int n = Math.min(1 + own.nextInt(own.nextInt(10) == 0 ? 1 << 18 : 3000), data.length - at);
                        out.write(data, at, n);
                        at += n;
                    }
                    client.shutdownOutput();
                } catch (IOException e) {
                    throw new java.io.UncheckedIOException(e);
                }
            });
            writer.start();
            byte[] answer = client.getInputStream().readAllBytes();
            writer.join();
            return answer;
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"EPOLL", "NIO"})
    void flushesEverythingToASlowReaderAfterTheSenderHasLeft(Transport transport) throws Exception {
        byte[] data = pattern(50 << 20);
        CountDownLatch written = new CountDownLatch(1);
        CountDownLatch sending = new CountDownLatch(1);
        try (Server sender = new Server(socket -> {
                    sending.countDown();
                    socket.getOutputStream().write(data);
                    written.countDown();
                });
                Proxy proxy = new Proxy(transport, new FixedPool(sender.port()), Proxy.spec());
                Socket client = proxy.connect()) {
            sending.await();
            // The reader sleeps until nothing moves any more: both kernels' buffers are full.
            long before = -1;
            while (proxy.pool.backends.get(0).bytesToClient() != before || before == 0) {
                before = proxy.pool.backends.get(0).bytesToClient();
                written.await(1200, TimeUnit.MILLISECONDS);
            }
            assertThat(written.getCount()).isEqualTo(1);
            InputStream in = client.getInputStream();
            assertThat(in.readAllBytes()).isEqualTo(data);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"EPOLL", "NIO"})
    void evictsTheSessionsOfABackend(Transport transport) throws Exception {
        try (Server echo = new Server(ProxyTest::echo);
                Proxy proxy = new Proxy(transport, new FixedPool(echo.port()), Proxy.spec());
                Socket client = proxy.connect()) {
            client.getOutputStream().write(42);
            assertThat(client.getInputStream().read()).isEqualTo(42);
            proxy.onEveryWorker(
                    worker -> worker.evict(proxy.pool.backends.get(0), CloseReason.BACKEND_DOWN, 100, evicted -> {}));
            assertThatThrownBy(() -> client.getInputStream().read()).isInstanceOf(SocketException.class);
            assertThat(proxy.ended().reason()).isEqualTo(CloseReason.BACKEND_DOWN);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"EPOLL", "NIO"})
    void sendsAConnectingSessionElsewhereWhenItsBackendGoesDown(Transport transport) throws Exception {
        ConnectSpec connect = new ConnectSpec(Duration.ofSeconds(15), 3, Duration.ofSeconds(15), "");
        try (FullQueue full = new FullQueue();
                Server echo = new Server(ProxyTest::echo);
                Proxy proxy = new Proxy(transport, new FixedPool(connect, full.port(), echo.port()), Proxy.spec());
                Socket client = proxy.connect()) {
            while (proxy.pool.backends.get(0).active() == 0) {
                Thread.onSpinWait();
            }
            proxy.onEveryWorker(worker -> worker.reroute(proxy.pool.backends.get(0)));
            client.getOutputStream().write(42);
            assertThat(client.getInputStream().read()).isEqualTo(42);
            assertThat(proxy.pool.reroutes).containsExactly(CloseReason.BACKEND_DOWN);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"EPOLL", "NIO"})
    void acceptsOnAUnixSocketAndReplacesAStaleFile(Transport transport, @TempDir Path dir) throws Exception {
        Path file = dir.resolve("lb.sock");
        try (java.nio.channels.ServerSocketChannel stale =
                java.nio.channels.ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            stale.bind(UnixDomainSocketAddress.of(file));
        }
        ListenerSpec spec = Proxy.spec(new BindAddress.Unix(file.toString()), 0, LONG, LONG);
        try (Server echo = new Server(ProxyTest::echo);
                Proxy proxy = new Proxy(transport, new FixedPool(echo.port()), spec)) {
            for (int i = 0; i < 4; i++) {
                try (SocketChannel client = SocketChannel.open(UnixDomainSocketAddress.of(file))) {
                    client.write(ByteBuffer.wrap("unix".getBytes(UTF_8)));
                    client.shutdownOutput();
                    ByteBuffer answer = ByteBuffer.allocate(16);
                    while (client.read(answer) >= 0) {
                        assertThat(answer.hasRemaining()).isTrue();
                    }
                    assertThat(answer.position()).isEqualTo(4);
                }
                assertThat(proxy.ended().client()).isNull();
            }
        }
        assertThat(Files.exists(file)).isFalse();
    }

    @ParameterizedTest
    @EnumSource(names = {"EPOLL", "NIO"})
    void refusesAnAddressThatIsTaken(Transport transport) throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            ListenerSpec spec = Proxy.spec(new BindAddress.Inet("127.0.0.1", taken.getLocalPort()), 0, LONG, LONG);
            assertThatThrownBy(() -> new Proxy(transport, new FixedPool(1), spec).close())
                    .isInstanceOf(BindException.class)
                    .hasMessage(
                            "listener test: cannot bind 127.0.0.1:%d: address already in use", taken.getLocalPort());
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"EPOLL", "NIO"})
    void handsAnAddressOverToAnotherListenerWithoutClosingIt(Transport transport) throws Exception {
        try (Server echo = new Server(ProxyTest::echo)) {
            BindAddress address = new BindAddress.Inet("127.0.0.1", Server.closedPort());
            ListenerSpec spec = Proxy.spec(address, 0, LONG, LONG);
            try (Proxy proxy = new Proxy(transport, new FixedPool(echo.port()), spec)) {
                ProxyListener heir = proxy.listener(spec);
                heir.commit(heir.prepare(spec, Map.of(address, proxy.listener)), proxy.pool, List.of());
                proxy.onEveryWorker(worker -> {}); // acceptors change hands on their loops
                try (Socket client = new Socket()) {
                    client.connect(new InetSocketAddress("127.0.0.1", ((BindAddress.Inet) address).port()), 5_000);
                    client.setSoTimeout(20_000);
                    client.getOutputStream().write(42);
                    assertThat(client.getInputStream().read()).isEqualTo(42);
                }
                proxy.ended();
                assertThat(proxy.listener.addresses()).isEmpty();
                assertThat(heir.stats().total()).isEqualTo(1);
                heir.close();
            }
        }
    }

    /** A client that is turned away at once may hear of it while it still connects, or when it first reads. */
    private static void assertIsReset(Proxy proxy) {
        assertThatThrownBy(() -> {
                    try (Socket client = proxy.connect()) {
                        client.getInputStream().read();
                    }
                })
                .isInstanceOf(SocketException.class);
    }

    private static Waiter awaitWaiter(FixedPool pool) {
        Waiter waiter = pool.waiters.peek();
        while (waiter == null) {
            Thread.onSpinWait();
            waiter = pool.waiters.peek();
        }
        return waiter;
    }

    private static void echo(Socket socket) throws IOException {
        byte[] buffer = new byte[16 << 10];
        InputStream in = socket.getInputStream();
        for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
            socket.getOutputStream().write(buffer, 0, n);
        }
    }

    private static byte[] pattern(int length) {
        byte[] data = new byte[length];
        ByteBuffer words = ByteBuffer.wrap(data);
        for (long i = 0; words.remaining() >= 8; i++) {
            words.putLong(i * 0x9e3779b97f4a7c15L);
        }
        return data;
    }

    /** A listening socket whose accept queue is full, so that the kernel drops every further SYN. */
    private static final class FullQueue implements AutoCloseable {
        private final ServerSocket listening;
        private final List<Socket> fillers = new ArrayList<>();

        FullQueue() throws IOException {
            listening = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"));
            boolean full = false;
            while (!full) {
                Socket filler = new Socket();
                fillers.add(filler);
                try {
                    filler.connect(listening.getLocalSocketAddress(), 200);
                } catch (java.net.SocketTimeoutException e) {
                    full = true;
                }
            }
        }

        int port() {
            return listening.getLocalPort();
        }

        @Override
        public void close() throws IOException {
            for (Socket filler : fillers) {
                filler.close();
            }
            listening.close();
        }
    }
}
