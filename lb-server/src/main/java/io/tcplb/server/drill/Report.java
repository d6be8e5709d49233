package io.tcplb.server.drill;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What came of a drill.
 *
 * @param why in words; empty when it passed
 * @param before what was watched before anything was done; of no time at all when nothing was
 * @param during what happened while the backend was out
 * @param out the last reading before it was taken out; {@code null} when it never was
 * @param back the last reading before it was brought back; {@code null} when it never was out
 * @param recoveryNanos from then until it served again; -1 when that was not seen
 */
public record Report(
        Plan plan,
        Verdict verdict,
        String why,
        Span before,
        Span during,
        Worst worst,
        @Nullable Reading out,
        @Nullable Reading back,
        long recoveryNanos) {
    /**
     * Who was given new sessions.
     *
     * @param beforePerSecond connects made to it a second before the drill
     * @param duringPerSecond … while the backend was out
     * @param activeBefore sessions it had when the drill began
     * @param activeAtEnd … when it ended
     */
    public record Share(
            String backend, double beforePerSecond, double duringPerSecond, int activeBefore, int activeAtEnd) {}

    /** Returns whether the backend was out at all. */
    public boolean happened() {
        return out != null && back != null;
    }

    /** Returns every backend of the pool, that of the drill first. */
    public List<Share> shares() {
        Set<String> ids = new TreeSet<>(before.connects().keySet());
        ids.addAll(during.connects().keySet());
        List<Share> shares = new ArrayList<>();
        for (String id : ids) {
            Share share = new Share(
                    id,
                    before.perSecond(
                            before.connects().getOrDefault(id, Connects.NONE).made()),
                    during.perSecond(
                            during.connects().getOrDefault(id, Connects.NONE).made()),
                    active(out, id),
                    active(back, id));
            shares.add(id.equals(plan.backend()) ? 0 : shares.size(), share);
        }
        return shares;
    }

    /** Returns sessions that the backend had when the drill began. */
    public int sessionsBefore() {
        return active(out, plan.backend());
    }

    /** Returns sessions that it still had when the drill ended. */
    public int sessionsLeft() {
        return active(back, plan.backend());
    }

    private static int active(@Nullable Reading reading, String id) {
        Reading.Server server = reading == null ? null : reading.servers().get(id);
        return server == null ? 0 : server.active();
    }
}
