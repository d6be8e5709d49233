package io.tcplb.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.LinuxSocket;
import io.tcplb.spec.KeepaliveSpec;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a FIN costs: no packet of its own after last bytes, and no system call to find what is known already. */
class EpollFinTest {
    private static final int IPPROTO_TCP = 6;
    private static final int TCP_INFO = 11;
    private static final int SEGMENTS_IN = 140; // offset in struct tcp_info, linux/tcp.h
    private static final SocketOptions OPTIONS =
            new SocketOptions(new KeepaliveSpec(Duration.ofSeconds(60), Duration.ofSeconds(10), 3), 30_000, 0, 0);

    private final MultiThreadIoEventLoopGroup group = new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory());
    private final ByteBuf buffer = Unpooled.directBuffer(1024, 1024);
    private LinuxSocket peer;
    private StreamSocket socket;

    @BeforeEach
    void connect() throws Exception {
        LinuxSocket listening = LinuxSocket.newSocketStream(false);
        try {
            listening.bind(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0));
            listening.listen(1);
            NetLoop loop = new NetLoop(group.next());
            InetSocketAddress address = listening.localAddress();
            socket = onLoop(() -> EpollStreamSocket.connect(loop, address, null, OPTIONS, ready -> {}));
            await().until(() -> is(socket::finishConnect));
            onLoop(() -> {
                socket.completeHandshake();
                return null;
            });
            byte[] from = new byte[26];
            int[] accepted = {-1};
            await().until(() -> (accepted[0] = listening.accept(from)) >= 0);
            peer = LinuxSocket.newSocket(accepted[0]);
        } finally {
            listening.close();
        }
    }

    @AfterEach
    void close() throws Exception {
        onLoop(() -> {
            socket.close();
            return null;
        });
        peer.close();
        buffer.release();
        group.shutdownGracefully(0, 1, TimeUnit.SECONDS).sync();
    }

    @Test
    void travelsWithTheLastBytes() throws Exception {
        int before = segmentsIn();
        buffer.setZero(0, 100);
        assertThat(onLoop(() -> socket.writeLast(buffer, 0, 100))).isEqualTo(100);
        ByteBuf received = Unpooled.directBuffer(1024);
        try {
            await().until(() -> peer.recvAddress(received.memoryAddress(), 0, 1024) == 100);
            await().until(() -> peer.recvAddress(received.memoryAddress(), 0, 1024) == StreamSocket.EOF);
        } finally {
            received.release();
        }
        assertThat(segmentsIn() - before).isEqualTo(1);
    }

    @Test
    void isKnownWithoutAskingWhenItWasThereBeforeTheRead() throws Exception {
        say(3);
        peer.shutdown(false, true);
        await().until(() -> is(socket::peerMayHaveFinished));
        assertThat(read(16)).isEqualTo(3);
        assertThat(is(socket::finished)).isTrue();
        assertThat(is(socket::readable))
                .as("whoever does not ask must still find it")
                .isTrue();
        assertThat(read(16)).isEqualTo(StreamSocket.EOF);
        assertThat(is(socket::readable)).isFalse();
    }

    @Test
    void isNotConcludedFromAReadThatLeftSomething() throws Exception {
        say(4);
        peer.shutdown(false, true);
        await().until(() -> is(socket::peerMayHaveFinished));
        assertThat(read(3)).isEqualTo(3);
        assertThat(is(socket::finished)).isFalse();
        assertThat(read(3)).isEqualTo(1);
        assertThat(is(socket::finished)).isTrue();
    }

    @Test
    void isNotConcludedFromAReadThatItFollowed() throws Exception {
        say(3);
        await().until(() -> is(socket::readable));
        onLoop(
                () -> { // no event is heard meanwhile
                    assertThat(socket.read(buffer, 0, 16)).isEqualTo(3);
                    say(2);
                    assertThat(socket.read(buffer, 0, 16)).isEqualTo(2);
                    peer.shutdown(false, true);
                    assertThat(socket.finished()).isFalse();
                    return null;
                });
        await().until(() -> is(socket::readable));
        assertThat(read(16)).isEqualTo(StreamSocket.EOF);
    }

    private void say(int bytes) throws Exception {
        ByteBuf said = Unpooled.directBuffer(bytes).writeZero(bytes);
        try {
            assertThat(peer.sendAddress(said.memoryAddress(), 0, bytes)).isEqualTo(bytes);
        } finally {
            said.release();
        }
    }

    private int read(int length) throws Exception {
        return onLoop(() -> socket.read(buffer, 0, length));
    }

    private boolean is(Callable<Boolean> question) throws Exception {
        return onLoop(question);
    }

    private <T> T onLoop(Callable<T> call) throws Exception {
        return group.next().submit(call).get(10, TimeUnit.SECONDS);
    }

    private int segmentsIn() throws Exception {
        ByteBuffer info = ByteBuffer.allocateDirect(SEGMENTS_IN + Integer.BYTES).order(ByteOrder.nativeOrder());
        peer.getRawOpt(IPPROTO_TCP, TCP_INFO, info);
        return info.getInt(SEGMENTS_IN);
    }
}
