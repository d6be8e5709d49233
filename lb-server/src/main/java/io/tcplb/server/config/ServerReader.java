package io.tcplb.server.config;

import io.tcplb.spec.BindAddress;
import io.tcplb.spec.HostPort;
import io.tcplb.spec.InvalidSpecException;
import io.tcplb.spec.IsolationGuardSpec;
import io.tcplb.spec.LbSpec;
import io.tcplb.spec.ListenerSpec;
import io.tcplb.spec.PoolSpec;
import io.tcplb.spec.RuntimeSpec;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads a whole configuration. */
final class ServerReader {
    private static final String NAME = "a name of letters, digits, '.', '_' and '-'";

    private final Section root;
    private final BoundOnce bound = new BoundOnce();

    ServerReader(Section root) {
        this.root = root;
    }

    /** @throws InvalidConfigException with these problems and those found before */
    ServerConfig read(Path source) throws InvalidConfigException {
        ServerConfig.Metrics metrics = metrics(root.section("metrics"));
        ServerConfig.Admin admin = admin(root.section("admin"));
        ServerConfig.AccessLog accessLog = accessLog(root.section("access-log"));
        RuntimeSpec runtime = runtime(root.section("runtime"));
        IsolationGuardSpec isolationGuard = isolationGuard(root.section("isolation-guard"));
        Map<String, Section> pools = well(root.named("pools"));
        List<PoolSpec> poolSpecs = new ArrayList<>();
        pools.forEach((name, section) -> poolSpecs.add(PoolReader.read(name, section)));
        Map<String, Section> listeners = root.named("listeners");
        ListenerReader listenerReader = new ListenerReader(pools.keySet(), bound);
        List<ListenerSpec> listenerSpecs = new ArrayList<>();
        well(listeners).forEach((name, section) -> listenerSpecs.add(listenerReader.read(name, section)));
        if (listeners.isEmpty()) {
            root.problem(
                    "listeners", "at least one listener: listeners { web { bind = \"0.0.0.0:8080\", pool = web } }");
        }
        String zone = root.text("zone");
        int maxSessions = root.section("limits").count("max-sessions");
        var drainTimeout = root.section("shutdown").duration("drain-timeout");
        root.throwIfAny();
        LbSpec lb = new LbSpec(zone, listenerSpecs, poolSpecs, isolationGuard, runtime, maxSessions, drainTimeout);
        return new ServerConfig(lb, metrics, admin, accessLog, source);
    }

    /** Names are labels, parts of URLs and of {@code POOL/ID}: those that cannot be are problems, and left out. */
    private static Map<String, Section> well(Map<String, Section> named) {
        Map<String, Section> well = new LinkedHashMap<>();
        named.forEach((name, section) -> {
            if (name.matches("[A-Za-z0-9._-]{1,128}")) {
                well.put(name, section);
            } else {
                section.problemHere('"' + name + '"', NAME);
            }
        });
        return well;
    }

    private ServerConfig.Metrics metrics(Section in) {
        BindAddress.Inet bind = in.read("bind", Addresses::inet);
        bound.claim(bind, "metrics.bind");
        return new ServerConfig.Metrics(bind);
    }

    private ServerConfig.Admin admin(Section in) {
        BindAddress.Inet bind = in.read("bind", ServerReader::inetOrOff).orElse(null);
        String tokenFile = in.read("token-file", ServerReader::path);
        if (bind != null) {
            String holder = bound.claim(bind, "admin.bind");
            if (holder != null) {
                in.problem("bind", "an address of its own: " + holder + " has it");
            } else if (tokenFile.isEmpty() && !Addresses.isLoopback(bind)) {
                in.problem(
                        "bind", "a loopback address, or admin.token-file, since whoever reaches it may change things");
            }
        }
        return new ServerConfig.Admin(bind, tokenFile);
    }

    private static Optional<BindAddress.Inet> inetOrOff(String text) {
        if (text.equals("off")) {
            return Optional.empty();
        }
        try {
            return Optional.of(Addresses.inet(text));
        } catch (InvalidSpecException e) {
            throw Values.refused(text, "an IP address and a port, such as 127.0.0.1:9900, or off");
        }
    }

    private static String path(String text) {
        if (text.indexOf('\0') >= 0) {
            throw Values.refused(text, "the path of a file");
        }
        return text;
    }

    private static ServerConfig.AccessLog accessLog(Section in) {
        return new ServerConfig.AccessLog(
                in.read("output", ServerReader::output), in.choice("format", ServerConfig.AccessLog.Format.class));
    }

    private static String output(String text) {
        if (text.isEmpty() || text.indexOf('\0') >= 0) {
            throw Values.refused(text, "stdout, off or the path of a file");
        }
        return text;
    }

    private static RuntimeSpec runtime(Section in) {
        return in.build(() -> new RuntimeSpec(
                in.integer("event-loops"),
                in.choice("transport", RuntimeSpec.Transport.class),
                in.size("relay-buffer")));
    }

    private static IsolationGuardSpec isolationGuard(Section in) {
        List<HostPort> reference = in.readAll("reference", Addresses::server).stream()
                .map(Section.Placed::value)
                .toList();
        return new IsolationGuardSpec(in.flag("enabled"), reference);
    }
}
