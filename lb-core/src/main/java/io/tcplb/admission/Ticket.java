package io.tcplb.admission;

import io.tcplb.observe.CloseReason;
import org.jspecify.annotations.Nullable;

/** The answer to a client. One that is admitted counts against its source's limit until it is released. */
public interface Ticket {
    /** Returns null for a client that is admitted, otherwise why it is not. */
    @Nullable
    CloseReason refusal();

    /** The session has ended. Once for every ticket, from any thread; does nothing for one that was refused. */
    void release();
}
