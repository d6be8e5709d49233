package io.tcplb.proxy;

import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/** What identifies a client to the hashing algorithms: its address without the port. */
final class FlowHash {
    private FlowHash() {}

    /** Returns the 64-bit FNV-1a hash of the address, finished with a mix so that neighbours spread; 0 for none. */
    static long of(@Nullable InetSocketAddress peer) {
        if (peer == null) {
            return 0;
        }
        long hash = 0xcbf29ce484222325L;
        for (byte octet : peer.getAddress().getAddress()) {
            hash = (hash ^ (octet & 0xff)) * 0x100000001b3L;
        }
        hash = (hash ^ (hash >>> 32)) * 0xd6e8feb86659fd93L;
        return hash ^ (hash >>> 32);
    }
}
