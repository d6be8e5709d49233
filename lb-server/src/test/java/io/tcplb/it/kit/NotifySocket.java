package io.tcplb.it.kit;

import io.netty.channel.epoll.Epoll;
import io.netty.channel.unix.DomainSocketAddress;
import io.netty.channel.unix.Socket;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** Stands in for systemd: the datagram socket that a service's NOTIFY_SOCKET names. */
public final class NotifySocket implements AutoCloseable {
    private static final int LARGEST = 64 << 10;

    private final String address;
    private final Socket socket;

    /** @param address a path, or {@code @name} in the abstract namespace */
    public NotifySocket(String address) throws IOException {
        Epoll.ensureAvailability();
        this.address = address;
        socket = Socket.newSocketDomainDgram();
        socket.bind(new DomainSocketAddress(address.replaceFirst("^@", "\0")));
    }

    public String address() {
        return address;
    }

    /** Waits for the next message. */
    public String next(Duration atMost) {
        ByteBuffer datagram = ByteBuffer.allocateDirect(LARGEST);
        int[] length = new int[1];
        Await.until("a message at " + address, atMost, () -> {
            length[0] = socket.read(datagram, 0, LARGEST);
            return length[0] > 0;
        });
        byte[] bytes = new byte[length[0]];
        datagram.get(0, bytes);
        return new String(bytes, StandardCharsets.UTF_8);
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
