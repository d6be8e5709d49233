package io.tcplb.server.drill;

import io.tcplb.observe.CloseReason;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What happened between two readings.
 *
 * @param reasons sessions that ended, by reason; only reasons that occurred
 * @param connects by backend
 */
public record Span(double seconds, Map<CloseReason, Long> reasons, Map<String, Connects> connects) {
    static final Span EMPTY = new Span(0, Map.of(), Map.of());

    static Span between(Reading from, Reading to) {
        Map<CloseReason, Long> reasons = new EnumMap<>(CloseReason.class);
        to.ended().forEach((reason, count) -> {
            long more = count - from.ended().getOrDefault(reason, 0L);
            if (more > 0) {
                reasons.put(reason, more);
            }
        });
        Map<String, Connects> connects = new LinkedHashMap<>();
        to.servers().forEach((id, server) -> {
            Reading.Server before = from.servers().get(id);
            connects.put(id, server.connects().since(before == null ? Connects.NONE : before.connects()));
        });
        return new Span((to.nanos() - from.nanos()) / 1e9, reasons, connects);
    }

    private long count(Ending ending) {
        return reasons.entrySet().stream()
                .filter(entry -> Ending.of(entry.getKey()) == ending)
                .mapToLong(Map.Entry::getValue)
                .sum();
    }

    /** Returns sessions that ended badly. */
    public long errors() {
        return count(Ending.ERROR);
    }

    /** Returns sessions that lb closed because their backend was to go. */
    public long moved() {
        return count(Ending.MOVED);
    }

    /** Returns sessions that ended, those left out that were moved: there may be enough of them to hide every error. */
    public long ended() {
        return errors() + count(Ending.FINE);
    }

    /** Returns {@link #errors} in {@link #ended}, 0..100; 0 when nothing ended. */
    public double errorPercent() {
        return ended() == 0 ? 0 : 100.0 * errors() / ended();
    }

    /** Returns connects to all backends. */
    public Connects allConnects() {
        return connects.values().stream().reduce(Connects.NONE, Connects::plus);
    }

    /** Returns so many a second; 0 for no time at all. */
    public double perSecond(long count) {
        return seconds <= 0 ? 0 : count / seconds;
    }
}
