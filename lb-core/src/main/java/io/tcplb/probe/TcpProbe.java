package io.tcplb.probe;

import java.util.function.Consumer;

/** Passes when the connection is made, and takes leave at once. */
record TcpProbe(Dialer dialer, long timeoutNanos) implements Probe {
    @Override
    public Running start(Target target, Consumer<Outcome> sink) {
        return Attempt.start(dialer, target, timeoutNanos, (pipeline, attempt) -> attempt.pass("connected"), sink);
    }
}
