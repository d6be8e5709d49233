package io.tcplb.server.config;

import io.tcplb.server.config.Section.Placed;
import io.tcplb.spec.AdmissionSpec;
import io.tcplb.spec.BindAddress;
import io.tcplb.spec.KeepaliveSpec;
import io.tcplb.spec.ListenerSpec;
import io.tcplb.spec.ProxyAcceptSpec;
import io.tcplb.spec.RouteSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Reads one listener. */
final class ListenerReader {
    private static final String BIND = "an address such as 0.0.0.0:8080, [::]:8080 or unix:/path, or a list of them";
    private static final BindAddress NOWHERE = new BindAddress.Inet("0.0.0.0", 0);

    private final Set<String> pools;
    private final BoundOnce bound;

    /**
     * @param pools the names that a listener may refer to
     * @param bound what other parts of the configuration bind
     */
    ListenerReader(Set<String> pools, BoundOnce bound) {
        this.pools = pools;
        this.bound = bound;
    }

    ListenerSpec read(String name, Section in) {
        List<BindAddress> bind = bind(in);
        String pool = pool(in);
        Section keepalive = in.section("keepalive");
        KeepaliveSpec keepaliveSpec = keepalive.build(() -> new KeepaliveSpec(
                keepalive.duration("idle"), keepalive.duration("interval"), keepalive.integer("count")));
        AdmissionSpec admission = AdmissionReader.read(in);
        ProxyAcceptSpec proxyProtocol = ProxyAcceptReader.read(in.section("proxy-protocol"), bind);
        List<RouteSpec> routes = routes(in);
        return in.build(() -> new ListenerSpec(
                name,
                bind,
                pool,
                in.count("max-connections"),
                in.duration("idle-timeout"),
                in.duration("half-close-timeout"),
                keepaliveSpec,
                in.duration("user-timeout"),
                in.size("receive-buffer"),
                in.size("send-buffer"),
                admission,
                proxyProtocol,
                routes,
                in.duration("inspect-timeout")));
    }

    private List<BindAddress> bind(Section in) {
        List<BindAddress> addresses = new ArrayList<>();
        for (Placed<BindAddress> one : in.readAll("bind", Addresses::bind)) {
            String holder = bound.claim(one.value(), one.node().path());
            if (holder == null) {
                addresses.add(one.value());
            } else {
                in.problem(one.node(), "an address of its own: " + holder + " has it");
            }
        }
        if (in.isEmpty("bind")) {
            in.problem("bind", BIND);
        }
        return addresses.isEmpty() ? List.of(NOWHERE) : addresses;
    }

    private List<RouteSpec> routes(Section in) {
        List<RouteSpec> routes = new ArrayList<>();
        for (Section element : in.optionalElements("routes")) {
            RouteSpec route = RouteReader.read(element, pool(element));
            if (route != null) {
                routes.add(route);
            }
        }
        return routes;
    }

    private String pool(Section in) {
        String pool = in.require("pool", Values::text, "the name of a pool");
        if (pool == null) {
            return "missing";
        }
        if (!pools.contains(pool)) {
            List<String> names = pools.stream().sorted().limit(20).toList();
            in.problem("pool", names.isEmpty() ? "a pool, and there are none" : Values.oneOf(pool, names));
        }
        return pool;
    }
}
