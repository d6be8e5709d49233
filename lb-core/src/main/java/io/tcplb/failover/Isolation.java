package io.tcplb.failover;

import io.tcplb.backend.Backend;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Whether the balancer should suspect itself rather than the world (rule 9 of the failover contract): every probe of
 * every pool is lost, and at least three backends on two hosts that were up before were lost within one interval.
 * Pure, but not a value: it remembers the last result of every backend. Confined to the control loop.
 */
public final class Isolation {
    /** A host that dies takes all of its backends along; two that die at once are unlikelier than a cut of our own. */
    private static final int LEAST_HOSTS = 2;

    private static final int LEAST_BACKENDS = 3;

    /**
     * The last result of one backend.
     *
     * @param lost whether nothing came back
     * @param wasUp whether it was up when the losses began
     * @param sinceNanos when they began
     */
    private record Seen(String host, boolean lost, boolean wasUp, long sinceNanos) {}

    private final Map<Backend, Seen> seen = new HashMap<>();
    private int answering;
    private boolean isolated;

    public boolean isolated() {
        return isolated;
    }

    /** Returns whether nobody answers now, so that a success of any kind would be news. */
    public boolean doubtful() {
        return isolated || answering == 0;
    }

    /**
     * Takes a probe's result and returns whether the verdict changed.
     *
     * @param up whether the backend was up before this result
     * @param lost no answer of any kind, not even a refusal
     * @param windowNanos within which those who were up must have been lost
     */
    public boolean probed(Backend backend, String host, boolean up, boolean lost, long windowNanos, long nowNanos) {
        Seen before = seen.get(backend);
        boolean stillLost = lost && before != null && before.lost();
        Seen now = before != null && stillLost ? before : new Seen(host, lost, lost && up, nowNanos);
        seen.put(backend, now);
        count(before, now);
        if (!lost) {
            return proved();
        }
        if (isolated || !cutOff(windowNanos)) {
            return false;
        }
        isolated = true;
        return true;
    }

    private void count(@Nullable Seen before, Seen now) {
        boolean did = before != null && !before.lost();
        boolean does = !now.lost();
        answering += (does ? 1 : 0) - (did ? 1 : 0);
    }

    private boolean cutOff(long windowNanos) {
        if (answering > 0) {
            return false;
        }
        Set<String> hosts = new HashSet<>();
        int backends = 0;
        long first = Long.MAX_VALUE;
        long last = Long.MIN_VALUE;
        for (Seen each : seen.values()) {
            if (each.wasUp()) {
                hosts.add(each.host());
                backends++;
                first = Math.min(first, each.sinceNanos());
                last = Math.max(last, each.sinceNanos());
            }
        }
        return backends >= LEAST_BACKENDS && hosts.size() >= LEAST_HOSTS && last - first <= windowNanos;
    }

    /**
     * Something got through: a probe, a reference, a session's connect. Returns whether the verdict changed. Whoever is
     * still lost is lost on its own account from now on.
     */
    public boolean proved() {
        seen.replaceAll(
                (backend, each) -> each.wasUp() ? new Seen(each.host(), each.lost(), false, each.sinceNanos()) : each);
        boolean changed = isolated;
        isolated = false;
        return changed;
    }

    /** Forgets a backend that is no longer probed. */
    public void forget(Backend backend) {
        Seen gone = seen.remove(backend);
        if (gone != null && !gone.lost()) {
            answering--;
        }
    }
}
