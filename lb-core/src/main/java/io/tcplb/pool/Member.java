package io.tcplb.pool;

import io.tcplb.backend.Backend;
import io.tcplb.health.Ejection;
import io.tcplb.health.Eligibility;
import io.tcplb.health.Health;
import io.tcplb.health.Relapse;
import io.tcplb.health.Suspicion;
import io.tcplb.health.WarmUp;
import io.tcplb.observe.Transition.Kind;
import io.tcplb.spec.AdminState;
import io.tcplb.spec.BackendSpec;
import io.tcplb.spec.FailbackSpec;
import io.tcplb.spec.HealthSpec;
import io.tcplb.spec.PassiveSpec;
import io.tcplb.spec.PoolSpec;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * All that is known of one backend, one field for each independent state machine. Confined to the control loop. The
 * two that depend on others, the flap penalty and the cold start, follow health and ejection in here, so that no caller
 * can forget them.
 */
final class Member {
    private static final long START_NANOS = 2_000_000_000L;

    final Backend backend;
    final long addedNanos;
    BackendSpec spec;
    int rank;

    Ejection ejection = Ejection.NONE;
    Relapse relapse = Relapse.NONE;
    WarmUp warmUp = WarmUp.WARM;

    @Nullable
    Suspicion suspicion;

    @Nullable
    AdminOverride admin;

    @Nullable
    WeightOverride weightOverride;

    @Nullable
    String addressProblem;

    Eligibility eligibility = Eligibility.RESOLVING;
    boolean serving;

    @Nullable
    Shown shown; // in the latest snapshot

    /** What took it down or out last, and what its last probe said, for reasons. */
    String downCause = "not probed yet";

    String ejectionCause = "";
    private int silencesOnReturn;
    String probeDetail = "";

    private Health health;
    private boolean downByPassive;
    private boolean gone; // down or ejected, having been known to be neither
    private boolean cold; // owes a slow start as soon as it may serve

    Member(String pool, BackendSpec spec, PoolSpec policies, long nowNanos) {
        this.backend = new Backend(pool, spec.id(), spec.maxConnections());
        this.spec = spec;
        this.addedNanos = nowNanos;
        this.health = Health.initial(policies.health(), nowNanos);
    }

    Health health() {
        return health;
    }

    void health(Health next, FailbackSpec failback, long nowNanos) {
        boolean flipped = next.state() != health.state();
        health = next;
        if (flipped && next.state() == Health.State.DOWN) {
            suspicion = null;
            goneSince(failback, nowNanos);
        } else if (flipped && next.isUp()) {
            downByPassive = false;
            backSince(nowNanos);
        }
    }

    void downByPassive(FailbackSpec failback, long nowNanos) {
        health(health.down(nowNanos), failback, nowNanos);
        downByPassive = true;
    }

    void eject(PassiveSpec passive, FailbackSpec failback, Suspicion by, String cause, long nowNanos) {
        ejection = ejection.begin(passive, nowNanos);
        ejectionCause = cause;
        // No probe can tell whether it answers again: its next client does, and one silence is enough.
        silencesOnReturn = by.probeCanTell() ? 0 : passive.failures() - 1;
        suspicion = null;
        goneSince(failback, nowNanos);
    }

    /** Ends the ejection when its time is over and returns whether it did. */
    boolean endEjection(long nowNanos) {
        Ejection next = ejection.afterTime(nowNanos);
        boolean ended = next != ejection;
        ejection = next;
        if (ended) {
            backend.silences(silencesOnReturn);
            backSince(nowNanos);
        }
        return ended;
    }

    /** Returns whether it counts towards {@code max-ejected}. */
    boolean isOutByPassive() {
        return downByPassive || ejection.active();
    }

    AdminState adminState() {
        return admin == null ? AdminState.READY : admin.state();
    }

    void admin(@Nullable AdminOverride next) {
        admin = next;
        cold |= next != null && next.state() == AdminState.MAINT;
    }

    /** Its name resolved. */
    void resolved(InetSocketAddress address, Story story) {
        InetSocketAddress before = backend.address();
        addressProblem = null;
        if (!address.equals(before)) {
            backend.address(address);
            story.add(
                    Kind.ADDRESS,
                    this,
                    before == null ? "" : Words.address(before),
                    Words.address(address),
                    "resolved");
        }
    }

    /** Its name did not resolve; told once until it does. */
    void unresolved(String why, Story story) {
        boolean known = addressProblem != null;
        addressProblem = why;
        if (known) {
            return;
        }
        InetSocketAddress kept = backend.address();
        if (kept == null) {
            story.add(Kind.ADDRESS, this, "", "unresolved", why);
        } else {
            story.add(Kind.ADDRESS, this, Words.address(kept), Words.address(kept) + " kept", why);
        }
    }

    int weight() {
        return weightOverride == null ? spec.weight() : weightOverride.weight();
    }

    boolean isResolved() {
        return backend.address() != null;
    }

    /** Returns {@code checking}, {@code up} or {@code down}, the last also for a name that does not resolve. */
    String healthWord() {
        if (!isResolved()) {
            return addressProblem == null ? "checking" : "down";
        }
        return health.state().key();
    }

    /** Returns whether it may be given sessions, but for the wait for failback. */
    Eligibility eligibility(Evacuations evacuations) {
        return Eligibility.of(
                adminState(),
                evacuations.contains(spec.zone()),
                isResolved(),
                addressProblem != null,
                health,
                ejection);
    }

    /** Returns whether its first probe, or the look-up before it, may still be waited for. */
    boolean isUnknown(Eligibility now, HealthSpec spec, long nowNanos) {
        boolean unanswered = now == Eligibility.RESOLVING || (now == Eligibility.CHECKING && health.isUnknown());
        return unanswered && nowNanos - patienceEndsNanos(spec) < 0;
    }

    /** Returns until when the first answer is waited for: one time-out, and the time that a busy start may take. */
    long patienceEndsNanos(HealthSpec spec) {
        return addedNanos + spec.timeout().toNanos() + START_NANOS;
    }

    /** Starts the ramp when it has been away, now that it may take sessions again. */
    void warm(long slowStartNanos, long nowNanos) {
        if (cold) {
            cold = false;
            warmUp = WarmUp.begin(slowStartNanos, nowNanos);
        } else {
            warmUp = warmUp.afterTime(slowStartNanos, nowNanos);
        }
    }

    private void goneSince(FailbackSpec failback, long nowNanos) {
        if (!gone) {
            gone = true;
            cold = true;
            relapse = relapse.wentDown(failback, nowNanos);
        }
    }

    private void backSince(long nowNanos) {
        if (gone && health.isUp() && !ejection.active()) {
            gone = false;
            relapse = relapse.cameBack(nowNanos);
        }
    }
}
