package io.tcplb.server.drill;

import java.util.OptionalLong;

/**
 * The worst of everything that was seen while the backend was out.
 *
 * @param errorPercent of any few seconds
 * @param p99Micros of any few seconds; -1 when there was no connect
 * @param eligible fewest
 */
public record Worst(double errorPercent, long p99Micros, int held, int queued, int eligible) {
    static final Worst NONE = new Worst(0, -1, 0, 0, Integer.MAX_VALUE);

    Worst and(Span lately, Reading now) {
        OptionalLong p99 = lately.allConnects().p99Micros();
        return new Worst(
                Math.max(errorPercent, lately.errorPercent()),
                Math.max(p99Micros, p99.orElse(-1)),
                Math.max(held, now.held()),
                Math.max(queued, now.queued()),
                Math.min(eligible, now.eligible()));
    }
}
