package io.tcplb.preface;

import io.tcplb.spec.RouteSpec;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Finds the first route that a ClientHello matches. Routes that share a pattern share a node, so that the work grows
 * with the labels of the name and the protocols offered, not with the routes. Immutable.
 */
public final class RouteTable {
    private static final int NONE = Integer.MAX_VALUE;

    private final Map<String, Node> names = new HashMap<>();
    private final Map<String, Node> parents = new HashMap<>(); // "example.com" for "*.example.com"
    private final Node anyName = new Node();

    private RouteTable() {}

    public static RouteTable of(List<RouteSpec> routes) {
        RouteTable table = new RouteTable();
        for (int i = 0; i < routes.size(); i++) {
            table.add(routes.get(i), i);
        }
        return table;
    }

    private void add(RouteSpec route, int index) {
        if (route.sni().isEmpty()) {
            anyName.add(route, index);
        }
        for (String pattern : route.sni()) {
            Map<String, Node> nodes = pattern.startsWith("*.") ? parents : names;
            String name = pattern.startsWith("*.") ? pattern.substring(2) : pattern;
            nodes.computeIfAbsent(name, n -> new Node()).add(route, index);
        }
    }

    /** Returns the index of the first route that matches, or -1. {@code *.} stands for one label or more. */
    public int match(ClientHello hello) {
        String name = hello.serverName();
        int first = Math.min(anyName.first(hello), first(names.get(name), hello));
        for (int dot = name.indexOf('.'); dot >= 0 && !parents.isEmpty(); dot = name.indexOf('.', dot + 1)) {
            first = Math.min(first, first(parents.get(name.substring(dot + 1)), hello));
        }
        return first == NONE ? -1 : first;
    }

    private static int first(@Nullable Node node, ClientHello hello) {
        return node == null ? NONE : node.first(hello);
    }

    /** The routes of one pattern: for each protocol the first one that asks for it, and the first that asks for none. */
    private static final class Node {
        private final Map<String, Integer> byProtocol = new HashMap<>();
        private int anyProtocol = NONE;

        void add(RouteSpec route, int index) {
            if (route.alpn().isEmpty()) {
                anyProtocol = Math.min(anyProtocol, index);
            }
            for (String protocol : route.alpn()) {
                byProtocol.putIfAbsent(protocol, index);
            }
        }

        int first(ClientHello hello) {
            int first = anyProtocol;
            if (!byProtocol.isEmpty()) {
                for (String protocol : hello.alpn()) {
                    first = Math.min(first, byProtocol.getOrDefault(protocol, NONE));
                }
            }
            return first;
        }
    }
}
