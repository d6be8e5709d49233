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
    private static final long NEVER_JUDGED = -1;

    /** A backend that was up and is lost: where it runs, and since when. */
    private record Loss(String host, long sinceNanos) {}

    private final Map<Backend, Boolean> answers = new HashMap<>(); // the last result of each
    private final Map<Backend, Loss> losses = new HashMap<>(); // since something got through last
    private int answering;
    private boolean isolated;
    private long judgedNanos = NEVER_JUDGED; // the losses are no verdict within a window of this length

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
        @Nullable Boolean before = answers.put(backend, !lost);
        boolean answered = Boolean.TRUE.equals(before);
        answering += (lost ? 0 : 1) - (answered ? 1 : 0);
        if (!lost) {
            return proved();
        }
        if (before == null || answered) {
            judgedNanos = NEVER_JUDGED;
            if (up) {
                losses.put(backend, new Loss(host, nowNanos));
            }
        }
        // Whoever stays lost tells nothing new: with thousands of them, looking at all every time would be too much.
        if (isolated || windowNanos <= judgedNanos || !cutOff(windowNanos)) {
            return false;
        }
        isolated = true;
        return true;
    }

    private boolean cutOff(long windowNanos) {
        if (answering > 0) {
            return false;
        }
        judgedNanos = windowNanos;
        Set<String> hosts = new HashSet<>();
        long first = Long.MAX_VALUE;
        long last = Long.MIN_VALUE;
        for (Loss loss : losses.values()) {
            hosts.add(loss.host());
            first = Math.min(first, loss.sinceNanos());
            last = Math.max(last, loss.sinceNanos());
        }
        return losses.size() >= LEAST_BACKENDS && hosts.size() >= LEAST_HOSTS && last - first <= windowNanos;
    }

    /**
     * Something got through: a probe, a reference, a session's connect. Returns whether the verdict changed. Whoever is
     * still lost is lost on its own account from now on.
     */
    public boolean proved() {
        losses.clear();
        judgedNanos = NEVER_JUDGED;
        boolean changed = isolated;
        isolated = false;
        return changed;
    }

    /** Forgets a backend that is no longer probed. */
    public void forget(Backend backend) {
        if (Boolean.TRUE.equals(answers.remove(backend))) {
            answering--;
        }
        losses.remove(backend);
        judgedNanos = NEVER_JUDGED;
    }
}
