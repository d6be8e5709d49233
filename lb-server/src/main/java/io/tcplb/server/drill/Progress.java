package io.tcplb.server.drill;

import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** What one second brought, on one line. */
final class Progress {
    private Progress() {}

    /** @param before what to compare the connect time with; {@code null} = nothing */
    static String line(String where, Plan plan, Span second, Reading now, @Nullable Span before) {
        StringBuilder line = new StringBuilder(160);
        line.append(String.format(
                Locale.ROOT,
                "%-19s ended %.0f/s, errors %d (%.1f%%), failed connects %d, p99 %s",
                where,
                second.perSecond(second.ended()),
                second.errors(),
                second.errorPercent(),
                second.allConnects().failed(),
                millis(second.allConnects().p99Micros())));
        if (before != null && before.seconds() > 0) {
            line.append(" (before ")
                    .append(millis(before.allConnects().p99Micros()))
                    .append(')');
        }
        line.append(", held ").append(now.held()).append(", queued ").append(now.queued());
        Reading.Server server = now.servers().get(plan.backend());
        if (server != null && !server.serving()) {
            line.append(", moved ").append(second.moved()).append(", left ").append(server.active());
        }
        line.append(", new");
        for (Map.Entry<String, Connects> one : second.connects().entrySet()) {
            if (one.getValue().made() > 0) {
                line.append(String.format(
                        Locale.ROOT,
                        " %s %.0f/s",
                        one.getKey(),
                        second.perSecond(one.getValue().made())));
            }
        }
        return line.toString();
    }

    static String millis(OptionalLong micros) {
        return micros.isEmpty() ? "-" : String.format(Locale.ROOT, "%.1fms", micros.getAsLong() / 1e3);
    }
}
