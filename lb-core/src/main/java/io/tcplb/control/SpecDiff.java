package io.tcplb.control;

import io.tcplb.spec.BackendSpec;
import io.tcplb.spec.ClosingSpec;
import io.tcplb.spec.LbSpec;
import io.tcplb.spec.ListenerSpec;
import io.tcplb.spec.PoolSpec;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What differs between two specs, in words for an operator, and whose sessions that touches. Pure. */
final class SpecDiff {
    /** How many sessions there are now. */
    interface Live {
        int ofListener(String name);

        int ofBackend(String pool, String id);
    }

    private final Live live;
    private final List<String> lines = new ArrayList<>();
    private int sessions;

    private SpecDiff(Live live) {
        this.live = live;
    }

    static Difference between(LbSpec old, LbSpec next, Live live) {
        SpecDiff diff = new SpecDiff(live);
        diff.listeners(old, next);
        diff.pools(old, next);
        diff.others(old, next);
        return new Difference(diff.lines, diff.sessions);
    }

    private void listeners(LbSpec old, LbSpec next) {
        Map<String, ListenerSpec> gone = new LinkedHashMap<>();
        old.listeners().forEach(listener -> gone.put(listener.name(), listener));
        for (ListenerSpec listener : next.listeners()) {
            ListenerSpec before = gone.remove(listener.name());
            if (before == null) {
                lines.add("listener " + listener.name() + " added on " + listener.bind());
            } else if (!before.equals(listener)) {
                lines.add("listener " + listener.name() + " changed: "
                        + String.join(", ", ChangedKeys.of(before, listener)));
            }
        }
        for (String name : gone.keySet()) {
            int open = live.ofListener(name);
            lines.add("listener " + name + " removed" + (open == 0 ? "" : " (" + count(open) + ": they go on)"));
        }
    }

    private void pools(LbSpec old, LbSpec next) {
        Map<String, PoolSpec> gone = new LinkedHashMap<>();
        old.pools().forEach(pool -> gone.put(pool.name(), pool));
        for (PoolSpec pool : next.pools()) {
            PoolSpec before = gone.remove(pool.name());
            if (before == null) {
                lines.add(
                        "pool " + pool.name() + " added with " + pool.backends().size() + " backends");
            } else if (!before.equals(pool)) {
                pool(before, pool);
            }
        }
        for (PoolSpec pool : gone.values()) {
            List<String> ids = pool.backends().stream().map(BackendSpec::id).toList();
            lines.add("pool " + pool.name() + " removed" + leaving(pool.name(), ids, pool.onRemove()));
        }
    }

    private void pool(PoolSpec old, PoolSpec next) {
        int before = lines.size();
        Map<String, BackendSpec> gone = new LinkedHashMap<>();
        old.backends().forEach(backend -> gone.put(backend.id(), backend));
        for (BackendSpec backend : next.backends()) {
            BackendSpec was = gone.remove(backend.id());
            String name = "backend " + next.name() + "/" + backend.id();
            if (was == null) {
                lines.add(name + " added at " + backend.address());
            } else if (!was.address().equals(backend.address())) {
                lines.add(name + " moved from " + was.address() + " to " + backend.address()
                        + leaving(next.name(), List.of(was.id()), next.onRemove()));
            } else if (was.weight() != backend.weight()) {
                lines.add(name + " weight " + was.weight() + " to " + backend.weight());
            } else if (!was.equals(backend)) {
                lines.add(name + " changed");
            }
        }
        for (String id : gone.keySet()) {
            lines.add("backend " + next.name() + "/" + id + " removed"
                    + leaving(next.name(), List.of(id), next.onRemove()));
        }
        List<String> keys = ChangedKeys.of(old, next);
        if (!keys.isEmpty()) {
            lines.add("pool " + next.name() + " changed: " + String.join(", ", keys));
        } else if (lines.size() == before) {
            lines.add("pool " + next.name() + " changed: order of backends");
        }
    }

    /** Counts the sessions of backends that go, and says what becomes of them. */
    private String leaving(String pool, List<String> ids, ClosingSpec onRemove) {
        int open = ids.stream().mapToInt(id -> live.ofBackend(pool, id)).sum();
        sessions += open;
        String how = onRemove.mode().name().toLowerCase(Locale.ROOT);
        return open == 0 ? "" : " (" + count(open) + ", on-remove " + how + ")";
    }

    private static String count(int sessions) {
        return sessions + (sessions == 1 ? " session" : " sessions");
    }

    private void others(LbSpec old, LbSpec next) {
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
