package io.tcplb.proxy;

import io.tcplb.admission.AddressSet;
import io.tcplb.net.SocketOptions;
import io.tcplb.preface.ClientHello;
import io.tcplb.preface.RouteTable;
import io.tcplb.spec.ListenerSpec;
import java.net.InetSocketAddress;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a session is accepted under: one immutable snapshot of its listener's policies, which a reload replaces for those
 * who come after.
 *
 * @param routed the pools of {@code routes}, in their order
 */
record Terms(
        ListenerSpec spec,
        SocketOptions options,
        PoolHandle pool,
        AddressSet trusted,
        RouteTable routes,
        List<PoolHandle> routed) {
    static Terms of(ListenerSpec spec, PoolHandle pool, List<PoolHandle> routed) {
        return new Terms(
                spec,
                SocketOptions.of(spec),
                pool,
                AddressSet.of(spec.proxyProtocol().trusted()),
                RouteTable.of(spec.routes()),
                List.copyOf(routed));
    }

    /** Whether the client has something to say before a backend can be chosen for it. */
    boolean expectsPreface() {
        return spec.proxyProtocol().required() || !routed.isEmpty();
    }

    /** Whether a PROXY header of this peer is believed; {@code null} is a peer of a unix socket. */
    boolean trusts(@Nullable InetSocketAddress peer) {
        return peer == null || trusted.contains(peer.getAddress());
    }

    PoolHandle poolFor(ClientHello hello) {
        int route = routes.match(hello);
        return route < 0 ? pool : routed.get(route);
    }
}
