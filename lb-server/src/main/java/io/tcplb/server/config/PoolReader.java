package io.tcplb.server.config;

import io.tcplb.spec.Algorithm;
import io.tcplb.spec.BackendSpec;
import io.tcplb.spec.ClosingSpec;
import io.tcplb.spec.ConnectSpec;
import io.tcplb.spec.FailoverSpec;
import io.tcplb.spec.HealthSpec;
import io.tcplb.spec.HostPort;
import io.tcplb.spec.PassiveSpec;
import io.tcplb.spec.PoolSpec;
import io.tcplb.spec.ProxyProtocol;
import io.tcplb.spec.QueueSpec;
import io.tcplb.spec.ReplaySpec;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads one pool. */
final class PoolReader {
    private static final BackendSpec NOBODY = new BackendSpec("nobody", new HostPort("nowhere", 1), 1, 0, "", 0);

    private PoolReader() {}

    static PoolSpec read(String name, Section in) {
        List<BackendSpec> backends = backends(in);
        HealthSpec health = HealthReader.read(in.section("health-check"));
        PassiveSpec passive = passive(in.section("passive"));
        ConnectSpec connect = connect(in.section("connect"));
        ClosingSpec onDown = closing(in.section("on-down"));
        ClosingSpec onRemove = closing(in.section("on-remove"));
        QueueSpec queue = queue(in.section("queue"));
        FailoverSpec failover = FailoverReader.read(in.section("failover"), backends);
        ReplaySpec replay = replay(in.section("replay"));
        return in.build(() -> new PoolSpec(
                name,
                in.choice("algorithm", Algorithm.class),
                distinct(backends),
                health,
                passive,
                connect,
                onDown,
                onRemove,
                in.duration("slow-start"),
                queue,
                failover,
                replay,
                in.choice("proxy-protocol", ProxyProtocol.class)));
    }

    /** Returns one for each that is written, even for those that are no good: policies are held against their number. */
    private static List<BackendSpec> backends(Section in) {
        List<BackendSpec> backends = new ArrayList<>();
        Map<String, String> paths = new HashMap<>();
        List<Section> elements = in.elements("backends");
        for (Section element : elements) {
            BackendSpec backend = backend(element);
            backends.add(backend);
            String first = element.has("id") ? paths.putIfAbsent(backend.id(), element.path()) : null;
            if (first != null) {
                element.problem("id", "an id of its own: " + first + " has it");
            }
        }
        if (elements.isEmpty()) {
            in.problem("backends", "at least one backend: [ { id = a, address = \"10.0.0.1:8080\" } ]");
        }
        return backends;
    }

    private static List<BackendSpec> distinct(List<BackendSpec> backends) {
        Map<String, BackendSpec> byId = new LinkedHashMap<>();
        backends.forEach(backend -> byId.putIfAbsent(backend.id(), backend));
        return byId.isEmpty() ? List.of(NOBODY) : List.copyOf(byId.values());
    }

    private static BackendSpec backend(Section in) {
        return in.build(() -> {
            String id = in.require("id", Values::text, "an id of letters, digits, '.', '_' and '-'");
            HostPort address = in.require("address", Addresses::server, "host:port or [v6]:port");
            return new BackendSpec(
                    id == null ? NOBODY.id() : id,
                    address == null ? NOBODY.address() : address,
                    in.integer("weight"),
                    in.integer("tier"),
                    in.text("zone"),
                    in.count("max-connections"));
        });
    }

    private static PassiveSpec passive(Section in) {
        return in.build(() -> new PassiveSpec(
                in.integer("failures"),
                in.duration("first-byte-timeout"),
                in.choice("action", PassiveSpec.Action.class),
                in.duration("eject-for"),
                in.duration("max-eject-for"),
                in.share("max-ejected")));
    }

    private static ConnectSpec connect(Section in) {
        ConnectSpec connect = in.build(() -> new ConnectSpec(
                in.duration("timeout"),
                in.integer("attempts"),
                in.duration("deadline"),
                in.read("source", Addresses::source)));
        if (connect.timeout().compareTo(connect.deadline()) > 0) {
            // Whichever of the two was written is the one to change.
            String key = in.has("timeout") ? "timeout" : "deadline";
            in.problem(key, key.equals("timeout") ? "at most the deadline" : "at least the timeout");
        }
        return connect;
    }

    private static ClosingSpec closing(Section in) {
        return in.build(() -> new ClosingSpec(
                in.choice("sessions", ClosingSpec.Mode.class), in.integer("rate"), in.duration("timeout")));
    }

    private static QueueSpec queue(Section in) {
        return in.build(() -> new QueueSpec(in.duration("timeout"), in.count("max")));
    }

    private static ReplaySpec replay(Section in) {
        return in.build(() -> new ReplaySpec(in.choice("mode", ReplaySpec.Mode.class), in.size("max")));
    }
}
