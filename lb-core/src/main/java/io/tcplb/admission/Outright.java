package io.tcplb.admission;

import io.tcplb.observe.CloseReason;
import org.jspecify.annotations.Nullable;

/** The answers that count nothing, and so are the same object for everybody. */
enum Outright implements Ticket {
    ADMITTED(null),
    DENIED(CloseReason.DENIED),
    RATE_LIMITED(CloseReason.RATE_LIMITED);

    private final @Nullable CloseReason refusal;

    Outright(@Nullable CloseReason refusal) {
        this.refusal = refusal;
    }

    @Override
    public @Nullable CloseReason refusal() {
        return refusal;
    }

    @Override
    public void release() {}
}
