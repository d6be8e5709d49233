package io.tcplb.control;

import io.tcplb.backend.Backend;
import io.tcplb.pool.PoolSnapshot;
import io.tcplb.session.Fates;
import io.tcplb.spec.ClosingSpec;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Carries out what {@link Fates} decides about the sessions of a pool's backends. Confined to the control loop. */
final class Closings {
    private final ControlLoop loop;
    private final Fates fates = new Fates();
    private final Map<Backend, Closing> closings = new HashMap<>();

    Closings(ControlLoop loop) {
        this.loop = loop;
    }

    /** Acts on what has changed since the last call. */
    void changed(PoolSnapshot now) {
        fates.changed(now).forEach(this::begin);
    }

    /** A removed backend's sessions end as {@code spec} says, whatever was under way with them. */
    void removed(Backend backend, ClosingSpec spec) {
        begin(fates.removed(backend, spec));
        closings.remove(backend);
    }

    private void begin(Fates.Change change) {
        Backend backend = change.backend();
        @Nullable Closing former = closings.remove(backend);
        if (former != null) {
            former.cancel();
        }
        if (change.reroute()) {
            loop.workers().forEach(worker -> worker.reroute(backend));
        }
        if (change.closing() != null) {
            Closing closing = new Closing(loop, backend, change.closing(), change.reason());
            closings.put(backend, closing);
            closing.step();
        }
    }
}
