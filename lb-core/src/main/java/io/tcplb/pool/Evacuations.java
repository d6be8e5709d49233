package io.tcplb.pool;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The zones that an operator has taken out of serving. */
final class Evacuations {
    private final Map<String, Evacuation> zones = new HashMap<>();

    /** @param untilNanos {@link Pool#NEVER} for no expiry */
    record Evacuation(String origin, long untilNanos) {}

    void begin(String zone, String origin, long untilNanos) {
        zones.put(zone, new Evacuation(origin, untilNanos));
    }

    boolean end(String zone) {
        return zones.remove(zone) != null;
    }

    boolean contains(String zone) {
        return zones.containsKey(zone);
    }

    @Nullable
    Evacuation get(String zone) {
        return zones.get(zone);
    }

    /** Returns the zones whose time is over. */
    List<String> over(long nowNanos) {
        List<String> over = new ArrayList<>();
        zones.forEach((zone, evacuation) -> {
            if (evacuation.untilNanos() != Pool.NEVER && nowNanos - evacuation.untilNanos() >= 0) {
                over.add(zone);
            }
        });
        return over;
    }

    long nextDeadlineNanos() {
        Deadline next = new Deadline();
        zones.values().forEach(evacuation -> next.add(evacuation.untilNanos()));
        return next.nanos();
    }
}
