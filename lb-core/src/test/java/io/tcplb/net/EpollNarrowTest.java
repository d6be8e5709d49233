package io.tcplb.net;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.epoll.LinuxSocket;
import java.io.IOException;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A host that is short of memory for TCP gives less of it to what waits to be sent. */
class EpollNarrowTest {
    private static final int IPPROTO_TCP = 6;
    private static final int TCP_NOTSENT_LOWAT = 25;

    private final EpollPair pair = new EpollPair();

    EpollNarrowTest() throws Exception {}

    @AfterEach
    void close() throws IOException {
        pair.close();
    }

    @Test
    void holdsWhatWaitsUntilThereIsMemoryAgain() throws Exception {
        write();
        write();
        assertThat(mostUnsent()).isEqualTo(SocketOptions.MOST_UNSENT);
        narrow(true);
        assertThat(mostUnsent()).isEqualTo(SocketOptions.NARROW_UNSENT);
        narrow(false);
        assertThat(mostUnsent()).isEqualTo(SocketOptions.MOST_UNSENT);
    }

    @Test
    void isRememberedUntilTheOptionIsSet() throws Exception {
        narrow(true);
        write();
        write(); // the second write is when a socket gets its options
        assertThat(mostUnsent()).isEqualTo(SocketOptions.NARROW_UNSENT);
    }

    @Test
    void leavesSizesThatWereAskedFor() throws Exception {
        write();
        write();
        narrow(true, new SocketOptions(EpollPair.KEEPALIVE, 0, 0, 100_000));
        assertThat(mostUnsent()).isEqualTo(SocketOptions.MOST_UNSENT);
        assertThat(receiveBuffer()).isEqualTo(2 * SocketOptions.NARROW_RECEIVE);
        narrow(false);
        int before = receiveBuffer();
        narrow(true, new SocketOptions(EpollPair.KEEPALIVE, 0, 100_000, 0));
        assertThat(mostUnsent()).isEqualTo(SocketOptions.NARROW_UNSENT);
        assertThat(receiveBuffer()).isEqualTo(before);
    }

    private void write() throws Exception {
        ByteBuf byteToSend = Unpooled.directBuffer(1).writeZero(1);
        try {
            assertThat(on(() -> pair.socket.write(byteToSend, 0, 1))).isEqualTo(1);
        } finally {
            byteToSend.release();
        }
    }

    private void narrow(boolean narrow) throws Exception {
        narrow(narrow, EpollPair.OPTIONS);
    }

    private void narrow(boolean narrow, SocketOptions options) throws Exception {
        on(() -> {
            pair.socket.narrow(narrow, options);
            return 0;
        });
    }

    private int mostUnsent() throws Exception {
        return on(() -> kernelSocket().getIntOpt(IPPROTO_TCP, TCP_NOTSENT_LOWAT));
    }

    private int receiveBuffer() throws Exception {
        return on(() -> kernelSocket().getReceiveBufferSize());
    }

    private LinuxSocket kernelSocket() {
        return (LinuxSocket) ((EpollStreamSocket) pair.socket).fd();
    }

    private int on(Callable<Integer> call) throws Exception {
        return pair.onLoop(call);
    }
}
