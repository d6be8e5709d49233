package io.tcplb.server.demo;

import io.tcplb.observe.BackendStatus;
import io.tcplb.observe.LbStatus;
import io.tcplb.observe.PoolStatus;
import io.tcplb.server.lifecycle.Server;
import java.util.HashMap;
import java.util.Map;

/** What the demo shows each second, in one line. Used by one thread. */
final class Board {
    private final Server server;
    private final Traffic traffic;
    private final Map<String, Long> totals = new HashMap<>();

    Board(Server server, Traffic traffic) {
        this.server = server;
        this.traffic = traffic;
    }

    /** Returns the line for the time since the last call. */
    String line() {
        LbStatus status = server.status();
        StringBuilder line = new StringBuilder(String.format("%4ds ", status.uptimeSeconds()));
        for (PoolStatus pool : status.pools()) {
            for (BackendStatus backend : pool.backends()) {
                Long before = totals.put(pool.name() + '/' + backend.id(), backend.total());
                long perSecond = backend.total() - (before == null ? 0 : before);
                line.append(String.format("| %s %-8s %3d/s ", backend.id(), state(backend), perSecond));
            }
        }
        return line.append(String.format(
                        "| answered %d, failed %d, slowest %d ms",
                        traffic.answered(),
                        traffic.failed(),
                        traffic.takeSlowest().toMillis()))
                .toString();
    }

    private static String state(BackendStatus backend) {
        return backend.serving() ? "serving" : backend.ejected() ? "ejected" : backend.health();
    }
}
