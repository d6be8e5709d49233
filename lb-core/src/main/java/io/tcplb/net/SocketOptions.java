package io.tcplb.net;

import io.tcplb.spec.KeepaliveSpec;
import io.tcplb.spec.ListenerSpec;

/**
 * What the kernel is asked for on both sides of a listener's sessions.
 *
 * @param userTimeoutMillis 0 = the kernel's default
 * @param receiveBuffer SO_RCVBUF in bytes; 0 = the kernel's own tuning, while the host has memory for it
 * @param sendBuffer SO_SNDBUF in bytes; 0 = the kernel's own tuning for what is on its way, and a cap on what waits
 */
public record SocketOptions(KeepaliveSpec keepalive, int userTimeoutMillis, int receiveBuffer, int sendBuffer) {
    /**
     * Most bytes that wait in the kernel for a peer that does not read; TCP_NOTSENT_LOWAT, where there is no SO_SNDBUF. Less
     * makes more writes of a bulk stream come short.
     */
    static final int MOST_UNSENT = 192 << 10;

    /** The same while the host is short of memory for TCP. */
    static final int NARROW_UNSENT = 64 << 10;

    /** SO_SNDBUF where there is no TCP_NOTSENT_LOWAT: holds what is on its way as well. */
    static final int MOST_UNDELIVERED = 128 << 10;

    /** SO_RCVBUF of a socket that may not grow; the kernel doubles it, which makes it the default of tcp_rmem. */
    static final int NARROW_RECEIVE = 64 << 10;

    public static SocketOptions of(ListenerSpec spec) {
        long millis = Math.min(spec.userTimeout().toMillis(), Integer.MAX_VALUE);
        return new SocketOptions(spec.keepalive(), (int) millis, spec.receiveBuffer(), spec.sendBuffer());
    }
}
