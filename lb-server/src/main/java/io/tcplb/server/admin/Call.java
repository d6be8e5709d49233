package io.tcplb.server.admin;

import io.tcplb.server.json.JsonFields;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A request whose sender may make it.
 *
 * @param names what stands for the route's {@code {}} in its path
 * @param origin who sends it, for events
 */
record Call(List<String> names, Map<String, List<String>> query, JsonFields body, String origin) {
    String name(int index) {
        return names.get(index);
    }

    /** Returns the last value of a query parameter; {@code null} when there is none. */
    @Nullable
    String parameter(String key) {
        List<String> values = query.getOrDefault(key, List.of());
        return values.isEmpty() ? null : values.get(values.size() - 1);
    }
}
