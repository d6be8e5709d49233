package io.tcplb.server.config;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.ConfigList;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueType;
import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code conf/reference.conf} is complete, explained, and really what the program reads. */
class ReferenceTest {
    /** A value other than the default for every key that lb acts on, as a key below the pool, listener or root. */
    private static final Map<String, String> OTHER = Map.ofEntries(
            Map.entry("listeners.*.bind", "\"127.0.0.1:81\""),
            Map.entry("listeners.*.pool", "other"),
            Map.entry("listeners.*.max-connections", "7"),
            Map.entry("listeners.*.connection-rate", "7"),
            Map.entry("listeners.*.per-source.max-connections", "7"),
            Map.entry("listeners.*.per-source.connection-rate", "7"),
            Map.entry("listeners.*.allow", "[\"7.0.0.0/8\"]"),
            Map.entry("listeners.*.deny", "[\"7::/16\"]"),
            Map.entry("listeners.*.proxy-protocol", "{ accept = required, trusted = [\"127.0.0.1\"] }"),
            Map.entry("listeners.*.proxy-protocol.trusted", "[\"127.0.0.7\"]"),
            Map.entry("listeners.*.proxy-protocol.timeout", "7s"),
            Map.entry("listeners.*.proxy-protocol.max-header", "7KiB"),
            Map.entry("listeners.*.routes.*.sni", "[\"*.seven.example\"]"),
            Map.entry("listeners.*.routes.*.alpn", "[h7]"),
            Map.entry("listeners.*.routes.*.pool", "other"),
            Map.entry("listeners.*.inspect-timeout", "7s"),
            Map.entry("listeners.*.idle-timeout", "7s"),
            Map.entry("listeners.*.half-close-timeout", "7s"),
            Map.entry("listeners.*.keepalive.idle", "7s"),
            Map.entry("listeners.*.keepalive.interval", "7s"),
            Map.entry("listeners.*.keepalive.count", "7"),
            Map.entry("listeners.*.user-timeout", "7s"),
            Map.entry("listeners.*.receive-buffer", "7KiB"),
            Map.entry("listeners.*.send-buffer", "7KiB"),
            Map.entry("pools.*.algorithm", "maglev"),
            Map.entry("pools.*.backends.*.id", "seven"),
            Map.entry("pools.*.backends.*.address", "\"seven:7\""),
            Map.entry("pools.*.backends.*.weight", "7"),
            Map.entry("pools.*.backends.*.tier", "7"),
            Map.entry("pools.*.backends.*.zone", "seven"),
            Map.entry("pools.*.backends.*.max-connections", "7"),
            Map.entry("pools.*.health-check.type", "expect"),
            Map.entry("pools.*.health-check.interval", "7s"),
            Map.entry("pools.*.health-check.timeout", "7s"),
            Map.entry("pools.*.health-check.fast-interval", "7s"),
            Map.entry("pools.*.health-check.jitter", "7%"),
            Map.entry("pools.*.health-check.fall", "7"),
            Map.entry("pools.*.health-check.rise", "7"),
            Map.entry("pools.*.health-check.initial", "down"),
            Map.entry("pools.*.health-check.port", "7"),
            Map.entry("pools.*.health-check.http.method", "HEAD"),
            Map.entry("pools.*.health-check.http.path", "/7"),
            Map.entry("pools.*.health-check.http.host", "seven"),
            Map.entry("pools.*.health-check.http.status", "207"),
            Map.entry("pools.*.health-check.http.body", "seven"),
            Map.entry("pools.*.health-check.expect.send", "seven"),
            Map.entry("pools.*.health-check.expect.receive", "seven"),
            Map.entry("pools.*.passive.failures", "7"),
            Map.entry("pools.*.passive.action", "eject"),
            Map.entry("pools.*.passive.eject-for", "7s"),
            Map.entry("pools.*.passive.max-eject-for", "7m"),
            Map.entry("pools.*.passive.max-ejected", "7%"),
            Map.entry("pools.*.connect.timeout", "3s"),
            Map.entry("pools.*.connect.attempts", "7"),
            Map.entry("pools.*.connect.deadline", "7s"),
            Map.entry("pools.*.connect.source", "127.0.0.7"),
            Map.entry("pools.*.proxy-protocol", "v2"),
            Map.entry("pools.*.on-down.sessions", "close"),
            Map.entry("pools.*.on-down.rate", "7"),
            Map.entry("pools.*.on-down.timeout", "7s"),
            Map.entry("pools.*.on-remove.sessions", "keep"),
            Map.entry("pools.*.on-remove.rate", "7"),
            Map.entry("pools.*.on-remove.timeout", "7s"),
            Map.entry("pools.*.slow-start", "7s"),
            Map.entry("pools.*.failover.mode", "spares"),
            Map.entry("pools.*.failover.min-healthy", "70%"),
            Map.entry("pools.*.failover.required", "1"),
            Map.entry("pools.*.failover.failback.stable-for", "7s"),
            Map.entry("pools.*.failover.failback.max-penalty", "7m"),
            Map.entry("pools.*.failover.failback.mode", "manual"),
            Map.entry("pools.*.failover.failback.sessions", "paced"),
            Map.entry("pools.*.failover.failback.rate", "7"),
            Map.entry("pools.*.failover.all-down", "hold"),
            Map.entry("pools.*.failover.hold.timeout", "7s"),
            Map.entry("pools.*.failover.hold.max", "7"),
            Map.entry("pools.*.failover.hold.release-rate", "7"),
            Map.entry("pools.*.failover.zone-policy", "prefer-local"),
            Map.entry("pools.*.failover.zone-min-healthy", "7"),
            Map.entry("pools.*.failover.trickle", "7%"),
            Map.entry("pools.*.passive.first-byte-timeout", "7s"),
            Map.entry("pools.*.queue.timeout", "7s"),
            Map.entry("pools.*.queue.max", "7"),
            Map.entry("pools.*.replay.mode", "safe"),
            Map.entry("pools.*.replay.max", "7KiB"),
            Map.entry("isolation-guard.enabled", "false"),
            Map.entry("isolation-guard.reference", "[\"127.0.0.1:7\"]"),
            Map.entry("zone", "seven"),
            Map.entry("admin.bind", "\"127.0.0.1:7\""),
            Map.entry("admin.token-file", "seven"),
            Map.entry("metrics.bind", "\"127.0.0.1:7\""),
            Map.entry("access-log.output", "/tmp/seven"),
            Map.entry("access-log.format", "json"),
            Map.entry("shutdown.drain-timeout", "7s"),
            Map.entry("runtime.event-loops", "7"),
            Map.entry("runtime.transport", "nio"),
            Map.entry("runtime.relay-buffer", "7KiB"),
            Map.entry("limits.max-sessions", "7"));

    private static final String BASE = """
            listeners { web { bind = "127.0.0.1:80", pool = web
                              routes = [ { sni = "a.example", pool = web %ROUTE% }
                                         { alpn = h1, pool = web %ALPN-ROUTE% } ] } }
            pools { web { backends = [ { id = a, address = "a:1" %BACKEND% }
                                       { id = b, address = "b:1" } ] } }
            pools { other { backends = [ { id = a, address = "a:1" } ] } }
            """;

    @TempDir
    private Path directory;

    @Test
    void everyKeyIsListedHere() {
        Set<String> listed = new TreeSet<>(OTHER.keySet());
        listed.remove("listeners.*.proxy-protocol"); // stands for accept, which is refused without trusted
        listed.add("listeners.*.proxy-protocol.accept");
        assertThat(listed).isEqualTo(leaves().keySet());
    }

    @Test
    void everyKeyChangesTheConfiguration() throws Exception {
        String defaults = load("", "").toString();
        for (Map.Entry<String, String> key : OTHER.entrySet()) {
            assertThat(changed(key.getKey(), key.getValue()).toString())
                    .as(key.getKey())
                    .isNotEqualTo(defaults);
        }
    }

    @Test
    void everyDefaultWrittenOutChangesNothing() throws Exception {
        ServerConfig defaults = load("", "");
        for (Map.Entry<String, ConfigValue> key : leaves().entrySet()) {
            if (key.getValue().valueType() != ConfigValueType.NULL) {
                String value = key.getValue().render();
                assertThat(changed(key.getKey(), value)).as(key.getKey()).isEqualTo(defaults);
            }
        }
    }

    @Test
    void everyFieldOfEverySpecHasAKey() throws Exception {
        Map<String, String> before = fields(load("", ""));
        Set<String> same = new TreeSet<>(before.keySet());
        for (Map.Entry<String, String> key : OTHER.entrySet()) {
            Map<String, String> after = fields(changed(key.getKey(), key.getValue()));
            same.removeIf(field -> !before.get(field).equals(after.get(field)));
        }
        Map<String, String> counted = fields(changed("pools.*.failover.min-healthy", "2"));
        same.removeIf(field -> !before.get(field).equals(counted.get(field)));
        same.removeIf(field -> field.contains("pools[1]") || field.contains("backends[1]"));
        same.removeIf(field -> field.matches(".*routes\\[(0]\\.sni|1]\\.alpn|1]\\.pool).*")); // those that stay
        assertThat(same)
                .as("fields that no key changes, but for names")
                .containsExactly(
                        "admin.bind.host",
                        "lb.listeners[0].bind[0].host",
                        "lb.listeners[0].name",
                        "lb.pools[0].name",
                        "metrics.bind.host",
                        "source");
    }

    @Test
    void everyKeyIsExplained() throws IOException {
        String text = new String(
                ReferenceTest.class.getResourceAsStream("/reference.conf").readAllBytes(),
                java.nio.charset.StandardCharsets.UTF_8);
        List<String> lines = text.lines().map(String::strip).toList();
        for (int i = 1; i < lines.size(); i++) {
            if (lines.get(i).matches("[\"a-z*].*")) {
                assertThat(lines.get(i - 1)).as("above " + lines.get(i)).matches("# [\\p{Alnum}\"].{10,}[.:]");
            }
        }
    }

    private ServerConfig changed(String pattern, String value) throws Exception {
        if (!pattern.matches("(pools\\.\\*\\.backends|listeners\\.\\*\\.routes)\\.\\*\\..*")) {
            return load("", pattern.replace(".*.", ".web.") + " = " + value);
        }
        String key = pattern.substring(pattern.lastIndexOf('.') + 1);
        // A route needs one of sni and alpn: each of them is changed where the other one is given.
        String slot = pattern.startsWith("pools") ? "%BACKEND%" : key.equals("sni") ? "%ALPN-ROUTE%" : "%ROUTE%";
        return load(slot, ", " + key + " = " + value);
    }

    /** Puts {@code text} into a slot of the base, or behind it when there is no such slot. */
    private ServerConfig load(String slot, String text) throws Exception {
        String base = slot.isEmpty() ? BASE + text : BASE.replace(slot, text);
        return ConfigText.load(directory, base.replaceAll("%[A-Z-]+%", ""), Map.of());
    }

    private static Map<String, ConfigValue> leaves() {
        Map<String, ConfigValue> leaves = new TreeMap<>();
        collect("", Reference.root(), leaves);
        return leaves;
    }

    private static void collect(String path, ConfigValue value, Map<String, ConfigValue> leaves) {
        if (value instanceof ConfigObject object) {
            object.forEach((key, child) -> collect(path.isEmpty() ? key : path + "." + key, child, leaves));
        } else if (value instanceof ConfigList list && !list.isEmpty()) {
            collect(path + ".*", list.get(0), leaves);
        } else {
            leaves.put(path, value);
        }
    }

    private static Map<String, String> fields(Record root) throws ReflectiveOperationException {
        Map<String, String> fields = new TreeMap<>();
        fields("", root, fields);
        return fields;
    }

    private static void fields(String path, Object value, Map<String, String> fields)
            throws ReflectiveOperationException {
        if (value instanceof Record record) {
            for (RecordComponent component : record.getClass().getRecordComponents()) {
                component.getAccessor().setAccessible(true);
                String name = path.isEmpty() ? component.getName() : path + "." + component.getName();
                fields(name, component.getAccessor().invoke(record), fields);
            }
        } else if (value instanceof List<?> list && !list.isEmpty()) {
            List<?> elements = new ArrayList<>(list);
            for (int i = 0; i < elements.size(); i++) {
                fields(path + "[" + i + "]", elements.get(i), fields);
            }
        } else {
            fields.put(path, String.valueOf(value));
        }
    }
}
