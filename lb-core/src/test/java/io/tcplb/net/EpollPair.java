package io.tcplb.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.LinuxSocket;
import io.tcplb.spec.KeepaliveSpec;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;

/** A connected socket on an event loop, and a plain one at the other end. */
final class EpollPair implements AutoCloseable {
    static final KeepaliveSpec KEEPALIVE = new KeepaliveSpec(Duration.ofSeconds(60), Duration.ofSeconds(10), 3);
    static final SocketOptions OPTIONS = new SocketOptions(KEEPALIVE, 30_000, 0, 0);

    final StreamSocket socket;
    final LinuxSocket peer;
    private final MultiThreadIoEventLoopGroup group = new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory());

    EpollPair() throws Exception {
        LinuxSocket listening = LinuxSocket.newSocketStream(false);
        try {
            listening.bind(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0));
            listening.listen(1);
            NetLoop loop = new NetLoop(group.next());
            InetSocketAddress address = listening.localAddress();
            socket = onLoop(() -> EpollStreamSocket.connect(loop, address, null, OPTIONS, ready -> {}));
            await().until(() -> onLoop(socket::finishConnect));
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

    /** Has the peer send {@code bytes} zeros. */
    void say(int bytes) throws Exception {
        ByteBuf said = Unpooled.directBuffer(bytes).writeZero(bytes);
        try {
            assertThat(peer.sendAddress(said.memoryAddress(), 0, bytes)).isEqualTo(bytes);
        } finally {
            said.release();
        }
    }

    <T> T onLoop(Callable<T> call) throws Exception {
        return group.next().submit(call).get(10, TimeUnit.SECONDS);
    }

    @Override
    public void close() throws IOException {
        group.next().submit(socket::close).syncUninterruptibly();
        peer.close();
        group.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
    }
}
