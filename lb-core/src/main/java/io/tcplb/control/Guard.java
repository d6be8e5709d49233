package io.tcplb.control;

import io.netty.util.concurrent.ScheduledFuture;
import io.tcplb.backend.Backend;
import io.tcplb.failover.Isolation;
import io.tcplb.observe.Transition;
import io.tcplb.probe.Reference;
import io.tcplb.spec.HostPort;
import io.tcplb.spec.IsolationGuardSpec;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The isolation guard at work: freezes every pool while the balancer suspects itself, asks the references meanwhile,
 * and thaws them at the first sign of life. Confined to the control loop, but for {@link #connected}.
 */
final class Guard {
    private static final long ASK_MILLIS = 1000;

    private final ControlLoop loop;
    private final Isolation isolation = new Isolation();
    private final Consumer<Boolean> freezeAll;
    private IsolationGuardSpec spec = new IsolationGuardSpec(true, List.of());
    private volatile boolean doubtful;
    private volatile boolean isolated;
    private @Nullable ScheduledFuture<?> asking;

    /** @param freezeAll freezes every pool, or thaws it */
    Guard(ControlLoop loop, Consumer<Boolean> freezeAll) {
        this.loop = loop;
        this.freezeAll = freezeAll;
    }

    void update(IsolationGuardSpec next) {
        spec = next;
        if (!next.enabled()) {
            proved("the guard was switched off");
        }
    }

    boolean isolated() {
        return isolated;
    }

    /** Takes a probe's result before the pool does. */
    void probed(Backend backend, String host, boolean up, boolean lost, long windowNanos) {
        if (!spec.enabled()) {
            return;
        }
        boolean changed = isolation.probed(backend, host, up, lost, windowNanos, loop.now());
        doubtful = isolation.doubtful();
        if (changed && isolation.isolated()) {
            begin();
        } else if (changed) {
            end("a probe of " + backend + " got through");
        }
    }

    /** A session's connect succeeded. Safe from any thread; one volatile read while nobody doubts the network. */
    void connected() {
        if (doubtful) {
            loop.execute(() -> proved("a client's connect got through"));
        }
    }

    void forget(Backend backend) {
        isolation.forget(backend);
    }

    private void proved(String how) {
        boolean changed = isolation.proved();
        doubtful = isolation.doubtful();
        if (changed) {
            end(how);
        }
    }

    private void begin() {
        isolated = true;
        freezeAll.accept(true);
        tell(
                "",
                "isolated",
                "every probe of every pool was lost at once: the fault is probably here; states are frozen");
        ask();
    }

    private void end(String how) {
        isolated = false;
        if (asking != null) {
            asking.cancel(false);
            asking = null;
        }
        freezeAll.accept(false);
        tell("isolated", "", how);
    }

    private void ask() {
        for (HostPort reference : spec.reference()) {
            Reference.ask(loop.eventLoop(), loop.channels(), reference, ASK_MILLIS, () -> {
                if (isolated) {
                    proved("reference " + reference + " answers: the network is there, the backends are not");
                }
            });
        }
        if (!spec.reference().isEmpty()) {
            asking = loop.eventLoop().schedule(this::askAgain, ASK_MILLIS, TimeUnit.MILLISECONDS);
        }
    }

    private void askAgain() {
        if (isolated) {
            ask();
        }
    }

    private void tell(String from, String to, String cause) {
        loop.observer().transition(new Transition(Transition.Kind.ISOLATION, "", "", from, to, cause, 0));
    }
}
