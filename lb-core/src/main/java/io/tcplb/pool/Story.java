package io.tcplb.pool;

import io.tcplb.observe.Transition;
import io.tcplb.observe.Transition.Kind;
import java.util.ArrayList;
import java.util.List;

/** The transitions of one change, in the order in which they came about. */
final class Story {
    private final String pool;
    private final List<Transition> told = new ArrayList<>(2);

    Story(String pool) {
        this.pool = pool;
    }

    void add(Kind kind, Member member, String from, String to, String cause) {
        told.add(new Transition(kind, pool, member.backend.id(), from, to, cause, member.backend.active()));
    }

    void add(Kind kind, String from, String to, String cause, int sessions) {
        told.add(new Transition(kind, pool, "", from, to, cause, sessions));
    }

    boolean isEmpty() {
        return told.isEmpty();
    }

    List<Transition> told() {
        return List.copyOf(told);
    }

    /** Returns the latest transition as the cause of what follows from it; {@code otherwise} when there is none. */
    String latest(String otherwise) {
        if (told.isEmpty()) {
            return otherwise;
        }
        Transition last = told.get(told.size() - 1);
        return (last.backend().isEmpty() ? "" : last.backend() + " ")
                + last.to()
                + (last.cause().isEmpty() ? "" : ": " + last.cause());
    }

    /** Returns what kind of thing set the change off; {@code otherwise} when nothing has been told. */
    Trigger trigger(Trigger otherwise) {
        if (told.isEmpty()) {
            return otherwise;
        }
        return switch (told.get(told.size() - 1).kind()) {
            case HEALTH -> Trigger.HEALTH;
            case EJECTION -> Trigger.EJECTION;
            case ADMIN -> Trigger.ADMIN;
            case ZONE -> Trigger.ZONE;
            case ADDRESS -> Trigger.ADDRESS;
            case MEMBERSHIP, RELOAD -> Trigger.RELOAD;
            case TIER, SPARE, STANDBY, FAILBACK, HOLD, ISOLATION -> otherwise;
        };
    }
}
