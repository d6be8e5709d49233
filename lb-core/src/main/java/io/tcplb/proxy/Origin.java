package io.tcplb.proxy;

import io.tcplb.net.StreamSocket;
import io.tcplb.preface.ProxyHeader;
import io.tcplb.preface.ProxyHeaderWriter;
import io.tcplb.spec.ProxyProtocol;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Where a client comes from, and where it wanted to go.
 *
 * @param peer {@code null} for a unix socket
 * @param destination as a proxy in front announced it; {@code null} = the client's own connection tells
 */
record Origin(@Nullable InetSocketAddress peer, @Nullable InetSocketAddress destination) {
    /** Returns what a header says; one that announces nobody leaves the peer as it is. */
    Origin announcedBy(ProxyHeader header) {
        return header.source() == null ? this : new Origin(header.source(), header.destination());
    }

    @Nullable
    InetAddress address() {
        return peer == null ? null : peer.getAddress();
    }

    String words() {
        return peer == null ? "a unix socket" : peer.getAddress().getHostAddress();
    }

    /** Tells a backend of it. */
    ByteBuffer header(ProxyProtocol version, StreamSocket client, String uniqueId) {
        InetSocketAddress from = peer;
        if (from == null) {
            return ProxyHeaderWriter.unknown(version, uniqueId);
        }
        InetSocketAddress to = destination == null ? client.localAddress() : destination;
        return to == null
                ? ProxyHeaderWriter.unknown(version, uniqueId)
                : ProxyHeaderWriter.header(version, from, to, uniqueId);
    }
}
