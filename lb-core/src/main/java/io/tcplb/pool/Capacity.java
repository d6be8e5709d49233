package io.tcplb.pool;

import io.tcplb.health.Eligibility;
import org.jspecify.annotations.Nullable;

/** Whether those that stay could carry what others leave behind; declared max-connections are the capacity. */
final class Capacity {
    private Capacity() {}

    /** Returns why the rest could not carry the sessions of {@code zone}; {@code null} when it could. */
    static @Nullable String problemWithout(String zone, Members members) {
        long sessions = 0;
        long capacity = 0;
        boolean anyone = false;
        boolean unlimited = false;
        boolean concerned = false;
        for (Member member : members.configured()) {
            sessions += member.backend.active();
            if (member.spec.zone().equals(zone)) {
                concerned = true;
            } else if (member.eligibility == Eligibility.ELIGIBLE) {
                anyone = true;
                capacity += member.spec.maxConnections();
                unlimited |= member.spec.maxConnections() == 0;
            }
        }
        if (!concerned) {
            return null;
        }
        if (!anyone) {
            return "no backend outside zone " + zone + " is eligible";
        }
        return unlimited || sessions <= capacity
                ? null
                : "the rest can carry " + capacity + " sessions, there are " + sessions;
    }
}
