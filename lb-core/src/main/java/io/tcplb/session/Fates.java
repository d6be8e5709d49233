package io.tcplb.session;

import io.tcplb.backend.Backend;
import io.tcplb.observe.CloseReason;
import io.tcplb.pool.MemberView;
import io.tcplb.pool.PoolSnapshot;
import io.tcplb.spec.AdminState;
import io.tcplb.spec.ClosingSpec;
import io.tcplb.spec.FailbackSpec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What becomes of sessions when their backend goes down, goes into maintenance, is ejected, is relieved by a failback
 * or is removed. Remembers what each backend was. Confined to one thread.
 */
public final class Fates {
    /** What a backend is, as far as its sessions are concerned. */
    private enum Fate {
        STAYS,
        EJECTED,
        RELIEVED,
        MAINT,
        DOWN
    }

    /**
     * Sessions of {@code backend} are in for something else than before; a closing under way is over.
     *
     * @param reroute whether those that still wait for a connect or a first answer need not wait any longer
     * @param closing how the others are taken away; {@code null} = not at all
     * @param reason of those that are closed
     */
    public record Change(
            Backend backend, boolean reroute, @Nullable ClosingSpec closing, CloseReason reason) {}

    private final Map<Backend, Fate> fates = new HashMap<>();
    private final Map<Backend, Boolean> served = new HashMap<>();

    /** Returns what has changed since the last call. */
    public List<Change> changed(PoolSnapshot now) {
        List<Change> changes = new ArrayList<>();
        for (MemberView member : now.members()) {
            Backend backend = member.backend();
            Fate fate = fate(member, now);
            Fate before = fates.put(backend, fate);
            if (fate != before) {
                changes.add(change(backend, fate, now));
            }
            served.put(backend, member.serving());
        }
        return changes;
    }

    private Fate fate(MemberView member, PoolSnapshot now) {
        if (member.health().equals("down")) {
            return Fate.DOWN;
        }
        if (member.admin() == AdminState.MAINT) {
            return Fate.MAINT;
        }
        if (member.ejected()) {
            return Fate.EJECTED;
        }
        boolean served = this.served.getOrDefault(member.backend(), false);
        boolean wasRelieved = fates.get(member.backend()) == Fate.RELIEVED;
        boolean standsDown =
                member.eligible() && !member.serving() && member.spec().tier() > 0 && now.anyServing();
        return standsDown && (served || wasRelieved) ? Fate.RELIEVED : Fate.STAYS;
    }

    private static Change change(Backend backend, Fate fate, PoolSnapshot now) {
        ClosingSpec onDown = now.spec().onDown();
        return switch (fate) {
            case STAYS -> new Change(backend, false, null, CloseReason.BACKEND_DOWN);
            case EJECTED -> new Change(backend, true, null, CloseReason.BACKEND_DOWN);
            case RELIEVED ->
                new Change(backend, false, afterFailback(now.spec().failover().failback()), CloseReason.FAILBACK);
            case MAINT -> new Change(backend, false, onDown, CloseReason.ADMIN_CLOSED);
            case DOWN -> new Change(backend, true, onDown, CloseReason.BACKEND_DOWN);
        };
    }

    private static ClosingSpec afterFailback(FailbackSpec failback) {
        return new ClosingSpec(failback.sessions(), failback.rate(), Duration.ZERO);
    }

    /** Forgets a backend that was removed and returns what becomes of its sessions. */
    public Change removed(Backend backend, ClosingSpec onRemove) {
        fates.remove(backend);
        served.remove(backend);
        return new Change(backend, true, onRemove, CloseReason.BACKEND_REMOVED);
    }
}
