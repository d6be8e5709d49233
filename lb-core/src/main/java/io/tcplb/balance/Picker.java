package io.tcplb.balance;

import io.tcplb.backend.Backend;
import org.jspecify.annotations.Nullable;

/**
 * Chooses among a fixed set of backends. Immutable but for rotation counters that it shares with its predecessors;
 * safe from any thread; allocates nothing.
 */
public interface Picker {
    /**
     * Returns a backend that has room and is not in {@code tried}, or {@code null} when there is none.
     *
     * @param flowHash identifies the client; equal clients have equal hashes
     */
    @Nullable
    Backend pick(long flowHash, Tried tried);
}
