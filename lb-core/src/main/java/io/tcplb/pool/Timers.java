package io.tcplb.pool;

import io.tcplb.health.Eligibility;
import io.tcplb.observe.Transition.Kind;
import io.tcplb.spec.FailbackSpec;
import io.tcplb.spec.PoolSpec;

/** What falls due by itself. While frozen, nothing that would change who is trusted does. */
final class Timers {
    private Timers() {}

    static void endEjections(Members members, Story story, long nowNanos) {
        for (Member member : members.configured()) {
            if (member.endEjection(nowNanos)) {
                story.add(Kind.EJECTION, member, "ejected", "returned", "its time is over");
            }
        }
    }

    /**
     * Returns when something falls due, perhaps already in the past; {@link Pool#NEVER} when nothing does.
     *
     * @param settledNanos what was due then has been done
     */
    static long next(PoolSpec spec, Members members, Evacuations evacuations, boolean frozen, long settledNanos) {
        Deadline next = new Deadline();
        next.add(evacuations.nextDeadlineNanos());
        for (Member member : members.configured()) {
            AdminOverride admin = member.admin;
            if (admin != null) {
                next.add(admin.untilNanos());
            }
            if (member.warmUp.warming() && member.eligibility == Eligibility.ELIGIBLE) {
                next.add(member.warmUp.nextStepNanos(spec.slowStart().toNanos(), settledNanos));
            }
            if (member.isUnknown(member.eligibility, spec.health(), settledNanos)) {
                next.add(member.patienceEndsNanos(spec.health()));
            }
            if (!frozen) {
                addTrust(spec.failover().failback(), member, next);
            }
        }
        return next.nanos();
    }

    private static void addTrust(FailbackSpec failback, Member member, Deadline next) {
        if (member.ejection.active()) {
            next.add(member.ejection.untilNanos());
        }
        if (member.relapse.proving() && (failback.mode() == FailbackSpec.Mode.AUTO || member.serving)) {
            next.add(member.relapse.stableAtNanos(failback));
        }
    }
}
