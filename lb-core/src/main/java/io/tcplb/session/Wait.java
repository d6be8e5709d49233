package io.tcplb.session;

import io.tcplb.observe.CloseReason;
import io.tcplb.spec.PoolSpec;
import java.time.Duration;

/** What a client waits for. */
public enum Wait {
    /** The first probes. */
    PROBES(CloseReason.NO_BACKEND),
    /** A backend that is eligible, while none is. */
    HOLD(CloseReason.HOLD_TIMEOUT),
    /** A slot, while every backend that may serve is at its max-connections. */
    QUEUE(CloseReason.QUEUE_TIMEOUT);

    private final CloseReason inVain;

    Wait(CloseReason inVain) {
        this.inVain = inVain;
    }

    /** Returns how a session ends that has waited in vain. */
    public CloseReason inVain() {
        return inVain;
    }

    /** Returns the longest wait. */
    public Duration limit(PoolSpec spec) {
        return switch (this) {
            case PROBES -> spec.health().timeout();
            case HOLD -> spec.failover().hold().timeout();
            case QUEUE -> spec.queue().timeout();
        };
    }
}
