package io.tcplb.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.epoll.LinuxSocket;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a FIN costs: no packet of its own after last bytes, and no system call to find what is known already. */
class EpollFinTest {
    private static final int IPPROTO_TCP = 6;
    private static final int TCP_INFO = 11;
    private static final int SEGMENTS_IN = 140; // offset in struct tcp_info, linux/tcp.h

    private final EpollPair pair = new EpollPair();
    private final StreamSocket socket = pair.socket;
    private final LinuxSocket peer = pair.peer;
    private final ByteBuf buffer = Unpooled.directBuffer(1024, 1024);

    EpollFinTest() throws Exception {}

    @AfterEach
    void close() throws IOException {
        pair.close();
        buffer.release();
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
        pair.say(3);
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
        pair.say(4);
        peer.shutdown(false, true);
        await().until(() -> is(socket::peerMayHaveFinished));
        assertThat(read(3)).isEqualTo(3);
        assertThat(is(socket::finished)).isFalse();
        assertThat(read(3)).isEqualTo(1);
        assertThat(is(socket::finished)).isTrue();
    }

    @Test
    void isNotConcludedFromAReadThatItFollowed() throws Exception {
        pair.say(3);
        await().until(() -> is(socket::readable));
        onLoop(
                () -> { // no event is heard meanwhile
                    assertThat(socket.read(buffer, 0, 16)).isEqualTo(3);
                    pair.say(2);
                    assertThat(socket.read(buffer, 0, 16)).isEqualTo(2);
                    peer.shutdown(false, true);
                    assertThat(socket.finished()).isFalse();
                    return null;
                });
        await().until(() -> is(socket::readable));
        assertThat(read(16)).isEqualTo(StreamSocket.EOF);
    }

    /** The kernel tells an error once; from then on it says what it says after a FIN. */
    @Test
    void isNotMistakenForAResetThatAWriteWasTold() throws Exception {
        onLoop(
                () -> { // no event is heard meanwhile
                    pair.say(3);
                    peer.setSoLinger(0);
                    peer.close();
                    assertThatThrownBy(() -> socket.write(buffer, 0, 1)).isInstanceOf(IOException.class);
                    return null;
                });
        await().until(() -> is(socket::peerMayHaveFinished));
        assertThat(read(16)).isEqualTo(3);
        assertThat(is(socket::finished)).isFalse();
        assertThatThrownBy(() -> read(16)).hasCauseInstanceOf(IOException.class);
    }

    private int read(int length) throws Exception {
        return onLoop(() -> socket.read(buffer, 0, length));
    }

    private boolean is(Callable<Boolean> question) throws Exception {
        return onLoop(question);
    }

    private <T> T onLoop(Callable<T> call) throws Exception {
        return pair.onLoop(call);
    }

    private int segmentsIn() throws Exception {
        ByteBuffer info = ByteBuffer.allocateDirect(SEGMENTS_IN + Integer.BYTES).order(ByteOrder.nativeOrder());
        peer.getRawOpt(IPPROTO_TCP, TCP_INFO, info);
        return info.getInt(SEGMENTS_IN);
    }
}
