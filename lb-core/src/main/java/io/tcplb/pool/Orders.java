package io.tcplb.pool;

import io.tcplb.observe.Transition.Kind;
import io.tcplb.spec.AdminState;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What operators order, and the expiry of it. */
final class Orders {
    private final Members members;
    private final Evacuations evacuations;

    Orders(Members members, Evacuations evacuations) {
        this.members = members;
        this.evacuations = evacuations;
    }

    void admin(Member member, AdminState state, String origin, long untilNanos, Story story) {
        AdminState before = member.adminState();
        member.admin(state == AdminState.READY ? null : new AdminOverride(state, origin, untilNanos));
        if (before != state) {
            story.add(Kind.ADMIN, member, word(before), word(state), "by " + origin);
        }
    }

    void weight(Member member, @Nullable WeightOverride override, String origin, Story story) {
        int before = member.weight();
        member.weightOverride = override;
        if (member.weight() != before) {
            story.add(Kind.ADMIN, member, "weight " + before, "weight " + member.weight(), "by " + origin);
        }
    }

    void evacuate(String zone, String origin, long untilNanos, Story story) {
        if (!evacuations.contains(zone)) {
            story.add(Kind.ZONE, "", "zone " + zone + " evacuated", "by " + origin, sessionsIn(zone));
        }
        evacuations.begin(zone, origin, untilNanos);
    }

    void returnZone(String zone, String cause, Story story) {
        if (evacuations.end(zone)) {
            story.add(Kind.ZONE, "evacuated", "zone " + zone + " returned", cause, sessionsIn(zone));
        }
    }

    void failback(String origin, Story story) {
        boolean anyone = false;
        for (Member member : members.configured()) {
            anyone |= member.relapse.proving();
            member.relapse = member.relapse.trusted();
        }
        if (anyone) {
            story.add(Kind.FAILBACK, "", "failback", "by " + origin, 0);
        }
    }

    void expire(Story story, long nowNanos) {
        for (Member member : members.configured()) {
            AdminOverride admin = member.admin;
            if (admin != null && admin.isOver(nowNanos)) {
                member.admin(null);
                story.add(Kind.ADMIN, member, admin.what(), "ready", "the time set by " + admin.origin() + " is over");
            }
        }
        for (String zone : evacuations.over(nowNanos)) {
            returnZone(zone, "its time is over", story);
        }
    }

    List<OverrideView> overrides(long nowNanos) {
        List<OverrideView> views = new ArrayList<>();
        for (Member member : members.configured()) {
            String id = member.backend.id();
            AdminOverride admin = member.admin;
            if (admin != null) {
                long until = admin.untilNanos();
                long remaining = until == Pool.NEVER ? Pool.NEVER : Math.max(0, until - nowNanos);
                views.add(new OverrideView(id, admin.what(), admin.origin(), remaining));
            }
            WeightOverride weight = member.weightOverride;
            if (weight != null) {
                views.add(new OverrideView(id, "weight " + weight.weight(), weight.origin(), Pool.NEVER));
            }
        }
        return views;
    }

    private int sessionsIn(String zone) {
        return members.configured().stream()
                .filter(member -> member.spec.zone().equals(zone))
                .mapToInt(member -> member.backend.active())
                .sum();
    }

    private static String word(AdminState state) {
        return state.name().toLowerCase(Locale.ROOT);
    }
}
