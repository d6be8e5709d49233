package io.tcplb.net;

import io.tcplb.spec.KeepaliveSpec;
import io.tcplb.spec.ListenerSpec;

/**
 * What the kernel is asked for on both sides of a listener's sessions.
 *
 * @param userTimeoutMillis 0 = the kernel's default
 * @param receiveBuffer SO_RCVBUF in bytes; 0 = the kernel's own tuning
 * @param sendBuffer SO_SNDBUF in bytes; 0 = the kernel's own tuning
 */
public record SocketOptions(KeepaliveSpec keepalive, int userTimeoutMillis, int receiveBuffer, int sendBuffer) {
    public static SocketOptions of(ListenerSpec spec) {
        long millis = Math.min(spec.userTimeout().toMillis(), Integer.MAX_VALUE);
        return new SocketOptions(spec.keepalive(), (int) millis, spec.receiveBuffer(), spec.sendBuffer());
    }
}
