package io.tcplb.proxy;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tcplb.observe.CloseReason;
import io.tcplb.observe.SessionSummary;
import io.tcplb.pool.PoolSnapshot;
import io.tcplb.session.Waiter;
import io.tcplb.spec.FailoverSpec.AllDown;
import io.tcplb.spec.ReplaySpec.Mode;
import io.tcplb.spec.RuntimeSpec.Transport;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Clients whose backend dies before its first answer byte, and clients who wait, on both transports. */
class ReplayTest {
    private static final byte[] SSL_REQUEST = {0, 0, 0, 8, 4, (byte) 0xd2, 0x16, 0x2f};

    @ParameterizedTest
    @EnumSource(names = {"EPOLL", "NIO"})
    void givesUnansweredBytesToAnotherBackendAfterAReset(Transport transport) throws Exception {
        CountDownLatch heard = new CountDownLatch(1);
        try (Server dying = new Server(socket -> {
                    assertThat(socket.getInputStream().readNBytes(5)).isEqualTo("hello".getBytes(UTF_8));
                    heard.countDown();
                    Server.reset(socket);
                });
                Server echo = new Server(ReplayTest::echo);
                Proxy proxy = proxy(transport, Mode.ALWAYS, dying.port(), echo.port());
                Socket client = proxy.connect()) {
            client.getOutputStream().write("hello".getBytes(UTF_8));
            heard.await();
            assertThat(client.getInputStream().readNBytes(5)).isEqualTo("hello".getBytes(UTF_8));
            client.getOutputStream().write("more".getBytes(UTF_8));
            assertThat(client.getInputStream().readNBytes(4)).isEqualTo("more".getBytes(UTF_8));
            client.shutdownOutput();
            assertThat(client.getInputStream().read()).isEqualTo(-1);
            SessionSummary summary = proxy.ended();
            assertThat(summary.backend()).isEqualTo("b1");
            assertThat(summary.bytesToBackend()).isEqualTo(9);
            assertThat(proxy.pool.reroutes).containsExactly(CloseReason.BACKEND_RESET);
            assertThat(proxy.pool.backends.get(0).active()).isZero();
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"EPOLL", "NIO"})
    void replaysAHalfCloseAsWell(Transport transport) throws Exception {
        try (Server dying = new Server(socket -> socket.getInputStream().readAllBytes());
                Server echo = new Server(ReplayTest::echo);
                Proxy proxy = proxy(transport, Mode.ALWAYS, dying.port(), echo.port());
                Socket client = proxy.connect()) {
            client.getOutputStream().write("hello".getBytes(UTF_8));
            client.shutdownOutput();
            assertThat(client.getInputStream().readAllBytes()).isEqualTo("hello".getBytes(UTF_8));
            assertThat(proxy.pool.reroutes).containsExactly(CloseReason.BACKEND_CLOSED);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"EPOLL", "NIO"})
    void replaysWhatIsHarmlessWithSafe(Transport transport) throws Exception {
        try (Server dying = new Server(socket -> {
                    socket.getInputStream().readNBytes(SSL_REQUEST.length);
                    Server.reset(socket);
                });
                Server echo = new Server(ReplayTest::echo);
                Proxy proxy = proxy(transport, Mode.SAFE, dying.port(), echo.port());
                Socket client = proxy.connect()) {
            client.getOutputStream().write(SSL_REQUEST);
            assertThat(client.getInputStream().readNBytes(SSL_REQUEST.length)).isEqualTo(SSL_REQUEST);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"EPOLL", "NIO"})
    void replaysNoRequestWithSafe(Transport transport) throws Exception {
        try (Server dying = new Server(socket -> {
                    socket.getInputStream().readNBytes(5);
                    Server.reset(socket);
                });
                Server never = new Server(socket -> {
                    throw new AssertionError("a request was replayed");
                });
                Proxy proxy = proxy(transport, Mode.SAFE, dying.port(), never.port());
                Socket client = proxy.connect()) {
            client.getOutputStream().write("GET /".getBytes(UTF_8));
            assertThatThrownBy(() -> client.getInputStream().read()).isInstanceOf(SocketException.class);
            assertThat(proxy.ended().reason()).isEqualTo(CloseReason.BACKEND_RESET);
            assertThat(never.failures).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"EPOLL", "NIO"})
    void neverReplaysAfterTheFirstAnswerByte(Transport transport) throws Exception {
        CountDownLatch seen = new CountDownLatch(1);
        try (Server dying = new Server(socket -> {
                    socket.getInputStream().readNBytes(5);
                    socket.getOutputStream().write('!');
                    seen.await();
                    Server.reset(socket);
                });
                Server never = new Server(socket -> {
                    throw new AssertionError("an answered request was replayed");
                });
                Proxy proxy = proxy(transport, Mode.ALWAYS, dying.port(), never.port());
                Socket client = proxy.connect()) {
            client.getOutputStream().write("hello".getBytes(UTF_8));
            assertThat(client.getInputStream().read()).isEqualTo('!');
            seen.countDown();
            assertThatThrownBy(() -> client.getInputStream().read()).isInstanceOf(SocketException.class);
            assertThat(never.failures).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"EPOLL", "NIO"})
    void neverReplaysMoreThanTheMaximum(Transport transport) throws Exception {
        try (Server dying = new Server(socket -> {
                    socket.getInputStream().readNBytes(20_000);
                    Server.reset(socket);
                });
                Server never = new Server(socket -> {
                    throw new AssertionError("a part was replayed");
                });
                Proxy proxy = proxy(transport, Mode.ALWAYS, dying.port(), never.port());
                Socket client = proxy.connect()) {
            client.getOutputStream().write(new byte[20_000]);
            assertThatThrownBy(() -> client.getInputStream().read()).isInstanceOf(SocketException.class);
            assertThat(never.failures).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"EPOLL", "NIO"})
    void suspectsABackendThatHangsAndMovesItsClientsWhenItIsEjected(Transport transport) throws Exception {
        try (Server hung = new Server(socket -> new CountDownLatch(1).await(20, TimeUnit.SECONDS));
                Server echo = new Server(ReplayTest::echo);
                Proxy proxy = proxy(transport, Mode.ALWAYS, hung.port(), echo.port());
                Socket one = proxy.connect();
                Socket two = proxy.connect();
                Socket three = proxy.connect()) {
            for (Socket client : new Socket[] {one, two, three}) {
                client.getOutputStream().write(7);
            }
            while (proxy.pool.suspects.isEmpty()) {
                Thread.onSpinWait();
            }
            proxy.pool.backends.remove(0);
            proxy.pool.publish(PoolSnapshot.State.OK);
            proxy.onEveryWorker(worker -> worker.reroute(proxy.pool.suspects.peek()));
            for (Socket client : new Socket[] {one, two, three}) {
                assertThat(client.getInputStream().read()).isEqualTo(7);
            }
            assertThat(proxy.pool.suspects).hasSize(1);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"EPOLL", "NIO"})
    void holdsAClientWhileNobodyIsEligible(Transport transport) throws Exception {
        try (Server echo = new Server(ReplayTest::echo)) {
            FixedPool pool = new FixedPool(Mode.OFF, Duration.ZERO, AllDown.HOLD, echo.port());
            pool.publish(PoolSnapshot.State.DOWN);
            try (Proxy proxy = new Proxy(transport, pool, Proxy.spec());
                    Socket client = proxy.connect()) {
                client.getOutputStream().write("held".getBytes(UTF_8));
                client.shutdownOutput();
                Waiter waiter = awaitWaiter(pool);
                assertThat(waiter.gone()).isFalse();
                pool.publish(PoolSnapshot.State.OK);
                waiter.proceed();
                assertThat(client.getInputStream().readAllBytes()).isEqualTo("held".getBytes(UTF_8));
                assertThat(proxy.ended().waitNanos()).isPositive();
            }
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"EPOLL", "NIO"})
    void noticesThatAHeldClientHasHungUp(Transport transport) throws Exception {
        FixedPool pool = new FixedPool(Mode.OFF, Duration.ZERO, AllDown.HOLD, 1);
        pool.publish(PoolSnapshot.State.DOWN);
        try (Proxy proxy = new Proxy(transport, pool, Proxy.spec())) {
            try (Socket client = proxy.connect()) {
                assertThat(client.isConnected()).isTrue();
                awaitWaiter(pool);
            }
            assertThat(proxy.ended().reason()).isEqualTo(CloseReason.CLIENT_CLOSED);
            assertThat(awaitWaiter(pool).gone()).isTrue();
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"EPOLL", "NIO"})
    void holdsTheFirstClientAfterASuddenDeath(Transport transport) throws Exception {
        FixedPool pool = new FixedPool(Mode.OFF, Duration.ZERO, AllDown.HOLD, Server.closedPort());
        try (Proxy proxy = new Proxy(transport, pool, Proxy.spec());
                Server echo = new Server(ReplayTest::echo);
                Socket client = proxy.connect()) {
            client.getOutputStream().write(7);
            Waiter waiter = awaitWaiter(pool);
            pool.backends.get(0).address(new java.net.InetSocketAddress("127.0.0.1", echo.port()));
            waiter.proceed();
            assertThat(client.getInputStream().read()).isEqualTo(7);
        }
    }

    private static Proxy proxy(Transport transport, Mode mode, int... ports) throws Exception {
        FixedPool pool = new FixedPool(mode, Duration.ofMillis(200), AllDown.REFUSE, ports);
        return new Proxy(transport, pool, Proxy.spec());
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
        byte[] buffer = new byte[1024];
        for (int n = socket.getInputStream().read(buffer);
                n >= 0;
                n = socket.getInputStream().read(buffer)) {
            socket.getOutputStream().write(buffer, 0, n);
        }
    }
}
