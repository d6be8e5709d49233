package io.tcplb.control;

import io.tcplb.observe.LbObserver;
import io.tcplb.observe.LbStatus;
import io.tcplb.spec.LbSpec;
import java.time.Duration;
import java.util.List;

/**
 * A running balancer: the one door through which the server module starts it, changes it and looks at it. Safe from
 * any thread; no call may come from one of its own event loops.
 */
public final class LoadBalancer {
    private LoadBalancer() {}

    /**
     * Binds every listener, starts probing and accepts clients. Returns when all listeners are bound.
     *
     * @throws StartException when a listener cannot be bound or the transport is not available; nothing is left open
     */
    public static LoadBalancer start(LbSpec spec, LbObserver observer) throws StartException {
        throw new UnsupportedOperationException("under construction");
    }

    /**
     * Makes {@code next} the desired state. All or nothing: new listeners are bound first, and when one of them
     * cannot be, nothing changes. Blocks until done.
     *
     * @throws StartException when a new listener cannot be bound; the running state is untouched
     */
    public ReloadSummary apply(LbSpec next) throws StartException {
        throw new UnsupportedOperationException("under construction");
    }

    /** Reads the state of everything. */
    public LbStatus status() {
        throw new UnsupportedOperationException("under construction");
    }

    /** Returns {@code epoll} or {@code nio}. */
    public String transport() {
        throw new UnsupportedOperationException("under construction");
    }

    /** Returns whether it accepts clients: true from {@link #start} until {@link #shutdown}. */
    public boolean accepting() {
        throw new UnsupportedOperationException("under construction");
    }

    /**
     * Stops accepting, lets sessions finish for up to {@code drain}, closes the rest with reason {@code shutdown} and
     * releases everything. Blocks until done; a second call waits for the first.
     */
    public void shutdown(Duration drain) {
        throw new UnsupportedOperationException("under construction");
    }

    /**
     * What a reload did.
     *
     * @param configVersion the version now in force
     * @param changes one line each, in words; empty when nothing changed
     */
    public record ReloadSummary(long configVersion, List<String> changes) {
        public ReloadSummary {
            changes = List.copyOf(changes);
        }
    }
}
