package io.tcplb.spec;

import java.time.Duration;
import java.util.List;

/**
 * An address that clients connect to and the policies of the sessions that it accepts.
 *
 * @param bind at least one address
 * @param pool the name of the pool that serves it
 * @param maxConnections concurrent sessions; 0 = no limit of its own
 * @param idleTimeout longest time without a byte either way; zero turns it off
 * @param halfCloseTimeout longest time after one side has finished sending; zero turns it off
 * @param userTimeout TCP_USER_TIMEOUT of both sides; zero leaves the kernel's default
 * @param receiveBuffer SO_RCVBUF in bytes; 0 = a cap chosen by lb
 * @param sendBuffer SO_SNDBUF in bytes; 0 = a cap chosen by lb
 * @param routes other pools by TLS ClientHello, the first match wins; empty = the client's bytes are not looked at
 * @param inspectTimeout how long to wait for a ClientHello when there are routes
 */
public record ListenerSpec(
        String name,
        List<BindAddress> bind,
        String pool,
        int maxConnections,
        Duration idleTimeout,
        Duration halfCloseTimeout,
        KeepaliveSpec keepalive,
        Duration userTimeout,
        int receiveBuffer,
        int sendBuffer,
        AdmissionSpec admission,
        ProxyAcceptSpec proxyProtocol,
        List<RouteSpec> routes,
        Duration inspectTimeout) {
    public ListenerSpec {
        bind = List.copyOf(bind);
        routes = List.copyOf(routes);
        Require.that(!name.isEmpty(), "name", name, "a name");
        Require.that(!bind.isEmpty(), "bind", bind, "at least one address");
        Require.that(!pool.isEmpty(), "pool", pool, "the name of a pool");
        Require.that(maxConnections >= 0, "max-connections", maxConnections, ">= 0");
        Require.that(!idleTimeout.isNegative(), "idle-timeout", idleTimeout, ">= 0");
        Require.that(!halfCloseTimeout.isNegative(), "half-close-timeout", halfCloseTimeout, ">= 0");
        Require.that(!userTimeout.isNegative(), "user-timeout", userTimeout, ">= 0");
        Require.that(receiveBuffer >= 0, "receive-buffer", receiveBuffer, ">= 0");
        Require.that(sendBuffer >= 0, "send-buffer", sendBuffer, ">= 0");
        Require.that(
                !inspectTimeout.isNegative() && !inspectTimeout.isZero(), "inspect-timeout", inspectTimeout, "> 0s");
        boolean byAddress = bind.stream().anyMatch(BindAddress.Inet.class::isInstance);
        Require.that(
                !proxyProtocol.required() || !proxyProtocol.trusted().isEmpty() || !byAddress,
                "proxy-protocol.trusted",
                proxyProtocol.trusted(),
                "at least one CIDR that headers are believed from");
    }
}
