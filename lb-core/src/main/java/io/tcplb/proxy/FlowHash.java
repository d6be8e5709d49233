package io.tcplb.proxy;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/** What identifies a client to the hashing algorithms: its address without the port. */
public final class FlowHash {
    private FlowHash() {}

    /** Returns the hash of the peer's address; 0 for a peer without one, which came through a unix socket. */
    static long of(@Nullable InetSocketAddress peer) {
        return peer == null ? 0 : of(peer.getAddress());
    }

    /** Returns the 64-bit FNV-1a hash of {@code address}, finished with a mix so that neighbours spread. */
    public static long of(InetAddress address) {
        long hash = 0xcbf29ce484222325L;
        for (byte octet : address.getAddress()) {
            hash = (hash ^ (octet & 0xff)) * 0x100000001b3L;
        }
        hash = (hash ^ (hash >>> 32)) * 0xd6e8feb86659fd93L;
        return hash ^ (hash >>> 32);
    }
}
