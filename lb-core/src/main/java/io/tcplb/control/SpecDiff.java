package io.tcplb.control;

import io.tcplb.spec.BackendSpec;
import io.tcplb.spec.LbSpec;
import io.tcplb.spec.ListenerSpec;
import io.tcplb.spec.PoolSpec;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What differs between two specs, in words for an operator. Pure. */
final class SpecDiff {
    private SpecDiff() {}

    /** Returns one line for each difference; empty when there is none. */
    static List<String> between(LbSpec old, LbSpec next) {
        List<String> lines = new ArrayList<>();
        Map<String, ListenerSpec> oldListeners = new LinkedHashMap<>();
        old.listeners().forEach(listener -> oldListeners.put(listener.name(), listener));
        for (ListenerSpec listener : next.listeners()) {
            ListenerSpec before = oldListeners.remove(listener.name());
            if (before == null) {
                lines.add("listener " + listener.name() + " added on " + listener.bind());
            } else if (!before.equals(listener)) {
                lines.add("listener " + listener.name() + " changed: "
                        + String.join(", ", ChangedKeys.of(before, listener)));
            }
        }
        oldListeners.keySet().forEach(name -> lines.add("listener " + name + " removed"));
        Map<String, PoolSpec> oldPools = new LinkedHashMap<>();
        old.pools().forEach(pool -> oldPools.put(pool.name(), pool));
        for (PoolSpec pool : next.pools()) {
            PoolSpec before = oldPools.remove(pool.name());
            if (before == null) {
                lines.add(
                        "pool " + pool.name() + " added with " + pool.backends().size() + " backends");
            } else if (!before.equals(pool)) {
                pool(before, pool, lines);
            }
        }
        oldPools.keySet().forEach(name -> lines.add("pool " + name + " removed"));
        others(old, next, lines);
        return lines;
    }

    private static void pool(PoolSpec old, PoolSpec next, List<String> lines) {
        int before = lines.size();
        Map<String, BackendSpec> oldBackends = new LinkedHashMap<>();
        old.backends().forEach(backend -> oldBackends.put(backend.id(), backend));
        for (BackendSpec backend : next.backends()) {
            BackendSpec was = oldBackends.remove(backend.id());
            String name = "backend " + next.name() + "/" + backend.id();
            if (was == null) {
                lines.add(name + " added at " + backend.address());
            } else if (!was.address().equals(backend.address())) {
                lines.add(name + " moved from " + was.address() + " to " + backend.address());
            } else if (was.weight() != backend.weight()) {
                lines.add(name + " weight " + was.weight() + " to " + backend.weight());
            } else if (!was.equals(backend)) {
                lines.add(name + " changed");
            }
        }
        oldBackends.keySet().forEach(id -> lines.add("backend " + next.name() + "/" + id + " removed"));
        List<String> keys = ChangedKeys.of(old, next);
        if (!keys.isEmpty()) {
            lines.add("pool " + next.name() + " changed: " + String.join(", ", keys));
        } else if (lines.size() == before) {
            lines.add("pool " + next.name() + " changed: order of backends");
        }
    }

    private static void others(LbSpec old, LbSpec next, List<String> lines) {
        if (!old.zone().equals(next.zone())) {
            lines.add("zone " + old.zone() + " to " + next.zone());
        }
        if (old.maxSessions() != next.maxSessions()) {
            lines.add("limits.max-sessions " + old.maxSessions() + " to " + next.maxSessions());
        }
        if (!old.runtime().equals(next.runtime())) {
            lines.add("runtime changed: takes effect at the next start");
        }
    }
}
