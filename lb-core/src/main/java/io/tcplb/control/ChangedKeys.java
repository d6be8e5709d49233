package io.tcplb.control;

import io.tcplb.spec.ListenerSpec;
import io.tcplb.spec.PoolSpec;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;

/** Which configuration keys of a listener or a pool differ, by the names that an operator wrote. Pure. */
final class ChangedKeys {
    private static final Map<String, Function<ListenerSpec, Object>> LISTENER = listener();
    private static final Map<String, Function<PoolSpec, Object>> POOL = pool();

    private ChangedKeys() {}

    static List<String> of(ListenerSpec old, ListenerSpec next) {
        return differing(LISTENER, old, next);
    }

    /** Returns the keys that differ besides {@code backends}. */
    static List<String> of(PoolSpec old, PoolSpec next) {
        return differing(POOL, old, next);
    }

    private static <T> List<String> differing(Map<String, Function<T, Object>> keys, T old, T next) {
        return keys.entrySet().stream()
                .filter(key -> !Objects.equals(
                        key.getValue().apply(old), key.getValue().apply(next)))
                .map(Map.Entry::getKey)
                .toList();
    }

    private static Map<String, Function<ListenerSpec, Object>> listener() {
        Map<String, Function<ListenerSpec, Object>> keys = new LinkedHashMap<>();
        keys.put("bind", ListenerSpec::bind);
        keys.put("pool", ListenerSpec::pool);
        keys.put("max-connections", ListenerSpec::maxConnections);
        keys.put("connection-rate", spec -> spec.admission().connectionRate());
        keys.put("per-source.max-connections", spec -> spec.admission().perSourceConnections());
        keys.put("per-source.connection-rate", spec -> spec.admission().perSourceRate());
        keys.put("allow", spec -> spec.admission().allow());
        keys.put("deny", spec -> spec.admission().deny());
        keys.put("proxy-protocol.accept", spec -> spec.proxyProtocol().required());
        keys.put("proxy-protocol.trusted", spec -> spec.proxyProtocol().trusted());
        keys.put("proxy-protocol.timeout", spec -> spec.proxyProtocol().timeout());
        keys.put("proxy-protocol.max-header", spec -> spec.proxyProtocol().maxHeader());
        keys.put("routes", ListenerSpec::routes);
        keys.put("inspect-timeout", ListenerSpec::inspectTimeout);
        keys.put("idle-timeout", ListenerSpec::idleTimeout);
        keys.put("half-close-timeout", ListenerSpec::halfCloseTimeout);
        keys.put("keepalive", ListenerSpec::keepalive);
        keys.put("user-timeout", ListenerSpec::userTimeout);
        keys.put("receive-buffer", ListenerSpec::receiveBuffer);
        keys.put("send-buffer", ListenerSpec::sendBuffer);
        return keys;
    }

    private static Map<String, Function<PoolSpec, Object>> pool() {
        Map<String, Function<PoolSpec, Object>> keys = new LinkedHashMap<>();
        keys.put("algorithm", PoolSpec::algorithm);
        keys.put("health-check", PoolSpec::health);
        keys.put("passive", PoolSpec::passive);
        keys.put("connect", PoolSpec::connect);
        keys.put("proxy-protocol", PoolSpec::proxyProtocol);
        keys.put("on-down", PoolSpec::onDown);
        keys.put("on-remove", PoolSpec::onRemove);
        keys.put("slow-start", PoolSpec::slowStart);
        keys.put("queue", PoolSpec::queue);
        keys.put("failover", PoolSpec::failover);
        keys.put("replay", PoolSpec::replay);
        return keys;
    }
}
