package io.tcplb.server.drill;

import java.time.Duration;
import java.util.List;

/**
 * What an operator wants to rehearse.
 *
 * @param baseline how long to watch before anything is done
 * @param length how long the backend is out
 * @param patience how long it may take to serve again
 * @param abortIf any of them ends the drill
 * @param force even when nobody else would serve, or the backend does not serve now
 */
public record Plan(
        String pool,
        String backend,
        Duration baseline,
        Duration length,
        Duration patience,
        List<Condition> abortIf,
        boolean force) {
    public Plan {
        abortIf = List.copyOf(abortIf);
    }

    /** Returns the backend as operators write it. */
    public String name() {
        return pool + "/" + backend;
    }
}
