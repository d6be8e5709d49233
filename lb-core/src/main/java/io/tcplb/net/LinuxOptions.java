package io.tcplb.net;

import io.netty.channel.epoll.LinuxSocket;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Socket options by their numbers (ip(7), tcp(7), socket(7)): Netty names most of them on its own channels only. */
final class LinuxOptions {
    private static final int SOL_SOCKET = 1;
    private static final int SO_MEMINFO = 55;
    private static final int SO_BUF_LOCK = 72;
    private static final int SOCK_SNDBUF_LOCK = 1;
    private static final int IPPROTO_IP = 0;
    private static final int IP_BIND_ADDRESS_NO_PORT = 24;
    private static final int IPPROTO_TCP = 6;
    private static final int TCP_MAXSEG = 2;
    private static final int TCP_CORK = 3;
    private static final int TCP_KEEPIDLE = 4;
    private static final int TCP_KEEPINTVL = 5;
    private static final int TCP_KEEPCNT = 6;
    private static final int TCP_QUICKACK = 12;
    private static final int TCP_USER_TIMEOUT = 18;
    private static final int TCP_NOTSENT_LOWAT = 25;
    private static final int MEMINFO_BYTES = 9 * Integer.BYTES;
    private static final int MEMINFO_WRITE_QUEUED = 5 * Integer.BYTES;

    private LinuxOptions() {}

    /** Whether the next ACK is sent at once, or may wait for data to travel with. */
    static void quickAck(LinuxSocket socket, boolean now) throws IOException {
        socket.setIntOpt(IPPROTO_TCP, TCP_QUICKACK, now ? 1 : 0);
    }

    /** Holds back what does not fill a segment, until the FIN pushes it. */
    static void cork(LinuxSocket socket) throws IOException {
        socket.setIntOpt(IPPROTO_TCP, TCP_CORK, 1);
    }

    /** Leaves the choice of a port to connect(2), which knows what is taken for its target. */
    static void bindAddressOnly(LinuxSocket socket) throws IOException {
        socket.setIntOpt(IPPROTO_IP, IP_BIND_ADDRESS_NO_PORT, 1);
    }

    static void sizes(LinuxSocket socket, SocketOptions options) throws IOException {
        if (options.receiveBuffer() > 0) {
            socket.setReceiveBufferSize(options.receiveBuffer());
        }
        if (options.sendBuffer() > 0) {
            socket.setSendBufferSize(options.sendBuffer());
        }
    }

    /** Gives the receive buffer back to the kernel's tuning. */
    static void tuneReceiveBuffer(LinuxSocket socket, SocketOptions options) throws IOException {
        socket.setIntOpt(SOL_SOCKET, SO_BUF_LOCK, options.sendBuffer() == 0 ? 0 : SOCK_SNDBUF_LOCK);
    }

    /** What is on its way may grow with the path; what merely waits for a slow reader may not. */
    static void boundUnsent(LinuxSocket socket, int most) throws IOException {
        socket.setIntOpt(IPPROTO_TCP, TCP_NOTSENT_LOWAT, most);
    }

    static void longLife(LinuxSocket socket, SocketOptions options) throws IOException {
        boolean keepalive = !options.keepalive().idle().isZero();
        socket.setKeepAlive(keepalive);
        if (keepalive) {
            socket.setIntOpt(
                    IPPROTO_TCP, TCP_KEEPIDLE, (int) options.keepalive().idle().toSeconds());
            socket.setIntOpt(IPPROTO_TCP, TCP_KEEPINTVL, (int)
                    options.keepalive().interval().toSeconds());
            socket.setIntOpt(IPPROTO_TCP, TCP_KEEPCNT, options.keepalive().count());
        }
        socket.setIntOpt(IPPROTO_TCP, TCP_USER_TIMEOUT, options.userTimeoutMillis());
    }

    /** Until the peer has opened its window the kernel may use half of what it uses then, which fits as well. */
    static int segment(LinuxSocket socket) throws IOException {
        return Math.max(1, socket.getIntOpt(IPPROTO_TCP, TCP_MAXSEG));
    }

    /** Returns how much of the kernel's memory holds what was written and is not acknowledged. */
    static int writeQueued(LinuxSocket socket) throws IOException {
        ByteBuffer info = ByteBuffer.allocate(MEMINFO_BYTES).order(ByteOrder.nativeOrder());
        socket.getRawOpt(SOL_SOCKET, SO_MEMINFO, info);
        return info.getInt(MEMINFO_WRITE_QUEUED);
    }
}
