package io.tcplb.probe;

import io.tcplb.health.ProbeResult;

/** How a probe ended. */
sealed interface Outcome {
    /** The backend, or the way to it, was judged. */
    record Done(ProbeResult result) implements Outcome {}

    /**
     * Nothing was learnt: this process ran out of descriptors, ports or memory, or may not use its source address.
     * Says nothing against the backend.
     */
    record NotRun(String reason) implements Outcome {}
}
