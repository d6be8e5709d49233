package io.tcplb.probe;

import java.util.function.Consumer;

/** One way of asking a backend whether it is well. Confined to the control loop, which it never blocks. */
interface Probe {
    /**
     * Starts one probe. {@code sink} gets exactly one outcome, on the loop and never during this call, unless the
     * probe is cancelled first; its connection is closed in either case.
     */
    Running start(Target target, Consumer<Outcome> sink);

    /** A probe under way. */
    interface Running {
        /** Ends it without an outcome; does nothing once it has one. */
        void cancel();
    }
}
