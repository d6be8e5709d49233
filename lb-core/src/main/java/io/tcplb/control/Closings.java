package io.tcplb.control;

import io.tcplb.backend.Backend;
import io.tcplb.observe.CloseReason;
import io.tcplb.pool.MemberView;
import io.tcplb.pool.PoolSnapshot;
import io.tcplb.spec.AdminState;
import io.tcplb.spec.ClosingSpec;
import io.tcplb.spec.FailbackSpec;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What becomes of sessions when their backend goes down, goes into maintenance, is ejected, is relieved by a failback
 * or is removed. Confined to the control loop.
 */
final class Closings {
    /** What a backend is, as far as its sessions are concerned. */
    private enum Fate {
        STAYS,
        EJECTED,
        RELIEVED,
        MAINT,
        DOWN
    }

    private final ControlLoop loop;
    private final Map<Backend, Fate> fates = new HashMap<>();
    private final Map<Backend, Closing> closings = new HashMap<>();
    private final Map<Backend, Boolean> served = new HashMap<>();

    Closings(ControlLoop loop) {
        this.loop = loop;
    }

    /** Acts on what has changed since the last call. */
    void changed(PoolSnapshot now) {
        for (MemberView member : now.members()) {
            Backend backend = member.backend();
            Fate fate = fate(member, now);
            Fate before = fates.put(backend, fate);
            if (fate != before) {
                stop(backend);
                begin(backend, fate, now);
            }
            served.put(backend, member.serving());
        }
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

    private void begin(Backend backend, Fate fate, PoolSnapshot now) {
        ClosingSpec onDown = now.spec().onDown();
        switch (fate) {
            case STAYS -> {}
            case EJECTED -> reroute(backend);
            case RELIEVED -> close(backend, afterFailback(now.spec().failover().failback()), CloseReason.FAILBACK);
            case MAINT -> close(backend, onDown, CloseReason.ADMIN_CLOSED);
            case DOWN -> {
                reroute(backend);
                close(backend, onDown, CloseReason.BACKEND_DOWN);
            }
        }
    }

    private static ClosingSpec afterFailback(FailbackSpec failback) {
        return new ClosingSpec(failback.sessions(), failback.rate(), Duration.ZERO);
    }

    /** A removed backend's sessions end as {@code spec} says, whatever was under way with them. */
    void removed(Backend backend, ClosingSpec spec) {
        stop(backend);
        fates.remove(backend);
        served.remove(backend);
        reroute(backend);
        new Closing(loop, backend, spec, CloseReason.BACKEND_REMOVED).start();
    }

    /** Those who still wait for a connect or a first answer need not wait any longer. */
    private void reroute(Backend backend) {
        loop.workers().forEach(worker -> worker.reroute(backend));
    }

    private void close(Backend backend, ClosingSpec spec, CloseReason reason) {
        Closing closing = new Closing(loop, backend, spec, reason);
        closings.put(backend, closing);
        closing.start();
    }

    private void stop(Backend backend) {
        @Nullable Closing closing = closings.remove(backend);
        if (closing != null) {
            closing.cancel();
        }
    }
}
