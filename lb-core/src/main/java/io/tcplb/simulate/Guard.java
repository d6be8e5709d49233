package io.tcplb.simulate;

import io.tcplb.backend.Backend;
import io.tcplb.failover.Isolation;
import io.tcplb.observe.Transition;
import io.tcplb.spec.IsolationGuardSpec;
import java.util.function.Consumer;

/** The isolation guard of all pools. Its references are not part of a simulation. */
final class Guard {
    private final boolean enabled;
    private final Agenda agenda;
    private final Isolation isolation = new Isolation();
    private final Consumer<Boolean> freezeAll;
    private final Consumer<Transition> told;

    Guard(IsolationGuardSpec spec, Agenda agenda, Consumer<Boolean> freezeAll, Consumer<Transition> told) {
        this.enabled = spec.enabled();
        this.agenda = agenda;
        this.freezeAll = freezeAll;
        this.told = told;
    }

    /** Takes a probe's result before the pool does. */
    void probed(Backend backend, String host, boolean up, boolean lost, long windowNanos) {
        if (enabled && isolation.probed(backend, host, up, lost, windowNanos, agenda.now())) {
            turned("a probe of " + backend + " got through");
        }
    }

    /** A client's connect succeeded. */
    void connected() {
        if (isolation.doubtful()) {
            agenda.in(0, () -> {
                if (isolation.proved()) {
                    turned("a client's connect got through");
                }
            });
        }
    }

    void forget(Backend backend) {
        isolation.forget(backend);
    }

    private void turned(String proof) {
        boolean isolated = isolation.isolated();
        freezeAll.accept(isolated);
        told.accept(new Transition(
                Transition.Kind.ISOLATION,
                "",
                "",
                isolated ? "" : "isolated",
                isolated ? "isolated" : "",
                isolated
                        ? "every probe of every pool was lost at once: the fault is probably here; states are frozen"
                        : proof,
                0));
    }
}
