package io.tcplb.pool;

import io.tcplb.failover.Decision;
import io.tcplb.failover.Roster;
import io.tcplb.health.Eligibility;
import io.tcplb.observe.Transition.Kind;
import io.tcplb.spec.FailbackSpec;
import io.tcplb.spec.FailoverSpec;
import io.tcplb.spec.PoolSpec;

/** What a new decision means to operators: transitions and counts, by comparison with the decision before. */
final class Changes {
    private final PoolSpec spec;
    private final Roster roster;
    private final Story story;
    private final String because; // what set it off; empty when only time has passed

    private boolean failover;
    private boolean failback;

    /** @param story what has happened so far is the cause of what is added */
    Changes(PoolSpec spec, Roster roster, Story story) {
        this.spec = spec;
        this.roster = roster;
        this.story = story;
        this.because = story.latest("");
    }

    /** Told of every member before {@code serving} and {@code eligibility} take their new values. */
    void member(Member member, Decision decision, Eligibility next) {
        failback(member, next);
        boolean spare = spec.failover().mode() == FailoverSpec.Mode.SPARES
                && !roster.primaries().get(member.rank)
                && !decision.failOpen();
        boolean serves = decision.serving().get(member.rank);
        if (!spare || serves == member.serving) {
            return;
        }
        if (serves) {
            story.add(Kind.SPARE, member, "standby", "active", because());
            failover = true;
        } else {
            boolean relieved = next == Eligibility.ELIGIBLE;
            story.add(Kind.SPARE, member, "active", relieved ? "standby" : "out", because());
            failback |= relieved;
        }
    }

    private void failback(Member member, Eligibility next) {
        boolean waited = member.eligibility == Eligibility.WAITING;
        if (waited == (next == Eligibility.WAITING)) {
            return; // nearly always: before anything is put into words
        }
        FailbackSpec policy = spec.failover().failback();
        String needed = Words.duration(member.relapse.neededNanos(policy));
        if (!waited) {
            String cause = policy.mode() == FailbackSpec.Mode.MANUAL
                    ? "a standby serves and failback is manual"
                    : "a standby serves until this one has been stable for " + needed;
            story.add(Kind.FAILBACK, member, "", "waiting", cause);
        } else if (next == Eligibility.ELIGIBLE) {
            story.add(
                    Kind.FAILBACK, member, "waiting", "released", because.isEmpty() ? "stable for " + needed : because);
        }
    }

    /** @param relieved live sessions on backends that do not serve any more */
    void pool(PoolSnapshot before, PoolSnapshot.State now, int tierNow, int relieved) {
        String from = word(before.state(), before.activeTier());
        String to = word(now, tierNow);
        if (!from.equals(to)) {
            String cause = because();
            story.add(Kind.TIER, from, to, cause, relieved);
            failover |= serves(before.state()) && (!serves(now) || tierNow > before.activeTier());
            failback |= serves(before.state()) && serves(now) && tierNow < before.activeTier();
        }
    }

    void count(Tally tally, Trigger trigger) {
        if (failover) {
            tally.failover(trigger);
        }
        if (failback) {
            tally.failback();
        }
    }

    private String because() {
        return because.isEmpty() ? story.latest("time has passed") : because;
    }

    private static boolean serves(PoolSnapshot.State state) {
        return state == PoolSnapshot.State.OK || state == PoolSnapshot.State.DEGRADED;
    }

    private static String word(PoolSnapshot.State state, int activeTier) {
        return switch (state) {
            case CHECKING -> "checking";
            case DOWN -> "nobody";
            case FAIL_OPEN -> "fail-open";
            case OK, DEGRADED -> "tier " + activeTier;
        };
    }
}
