package io.tcplb.pool;

import io.tcplb.backend.Backend;
import io.tcplb.balance.Rotation;
import io.tcplb.health.ProbeResult;
import io.tcplb.health.Suspicion;
import io.tcplb.observe.Transition;
import io.tcplb.spec.AdminState;
import io.tcplb.spec.BackendSpec;
import io.tcplb.spec.PoolSpec;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The members of one pool and the ways they change. Written by the control loop alone; {@link #snapshot()} is read
 * from any thread. Every method that changes something returns the decisions it led to, in order, and publishes a new
 * snapshot when anything visible changed. Time is the control loop's ticker in nanoseconds and never goes back.
 *
 * <p>Unless said otherwise, methods about a {@link Backend} that is no longer a member do nothing: a probe or a session
 * may well outlive it.
 */
public final class Pool {
    /** A deadline that never comes. */
    public static final long NEVER = Long.MAX_VALUE;

    private final Evacuations evacuations = new Evacuations();
    private final Members members;
    private final Orders orders;
    private final Board board;
    private PoolSpec spec;
    private boolean frozen;
    private @Nullable Story untold; // of what was learnt since the last decision; null when nothing was

    /**
     * @param localZone where this balancer runs; empty = nowhere in particular
     * @param seed of {@code random-two} and of where rotations start
     */
    public Pool(PoolSpec spec, String localZone, long seed, long nowNanos) {
        this.spec = spec;
        this.members = new Members(spec, localZone, nowNanos);
        this.orders = new Orders(members, evacuations);
        this.board = new Board(spec, members, evacuations, new Rotation(seed), nowNanos);
        settle(story(), nowNanos);
    }

    public String name() {
        return spec.name();
    }

    /** Returns the latest publication; from any thread, one volatile read. */
    public PoolSnapshot snapshot() {
        return board.snapshot();
    }

    /** Returns the members in configuration order with reasons as of now: those in a snapshot are of its publication. */
    public List<MemberView> members(long nowNanos) {
        return board.views(spec, nowNanos);
    }

    /** Returns the operator's overrides in force, in configuration order. */
    public List<OverrideView> overrides(long nowNanos) {
        return orders.overrides(nowNanos);
    }

    /** Returns the member with this id; {@code null} when there is none. */
    public @Nullable Backend backend(String id) {
        Member member = members.get(id);
        return member == null ? null : member.backend;
    }

    /** Returns how often traffic moved to a standby or to nobody, by cause: health, ejection, admin, zone, address, reload. */
    public Map<String, Long> failovers() {
        return board.tally().failovers();
    }

    /** Returns how often traffic returned to a lower tier or a spare stood down. */
    public long failbacks() {
        return board.tally().failbacks();
    }

    /** Takes one probe's result: rise and fall, the verdict on a suspect, and stability while waiting for failback. */
    public List<Transition> probeCompleted(Backend backend, ProbeResult result, long nowNanos) {
        return learn(backend, result, nowNanos) ? decide(nowNanos) : List.of();
    }

    /**
     * Takes one probe's result, but leaves who serves open until {@link #decide} or another change, and returns whether
     * it is: a decision looks at every member. No suspect is judged on an outdated one.
     */
    public boolean learn(Backend backend, ProbeResult result, long nowNanos) {
        Member member = members.find(backend);
        if (member != null && !frozen) {
            boolean pending = untold != null;
            Story story = story();
            if (pending && member.suspicion != null) {
                settle(story, nowNanos);
            }
            boolean changed = detection(story, nowNanos).probed(member, result);
            untold = changed || pending ? story : null;
        }
        return untold != null;
    }

    /** Takes a backend's address as {@link #addressResolved} does, and leaves the rest to {@link #decide}. */
    public boolean learn(Backend backend, InetSocketAddress address) {
        Member member = members.find(backend);
        if (member != null) {
            Story story = story();
            member.resolved(address, story);
            untold = untold == null && story.isEmpty() ? null : story;
        }
        return untold != null;
    }

    /** Decides who serves after all that was learnt; does nothing when nothing was. */
    public List<Transition> decide(long nowNanos) {
        return untold == null ? List.of() : settle(untold, nowNanos);
    }

    /** Returns whether probes say that this backend is up, whatever else is the matter with it. */
    public boolean isUp(Backend backend) {
        Member member = members.find(backend);
        return member != null && member.isResolved() && member.health().isUp();
    }

    /** Returns the pause before this backend's next probe, without jitter: fast while it is between up and down. */
    public Duration probePause(Backend backend) {
        Member member = members.find(backend);
        boolean fast =
                member != null && (member.suspicion != null || member.health().isSettling());
        return fast ? spec.health().fastInterval() : spec.health().interval();
    }

    /**
     * Sessions reached {@code passive.failures} with this backend. The next probe decides, so ask
     * {@link #wantsProbeNow}; where no probe can tell, it is ejected at once. Repeating it while the verdict is out
     * changes nothing.
     */
    public List<Transition> suspect(Backend backend, Suspicion suspicion, long nowNanos) {
        Member member = members.find(backend);
        Story story = story();
        if (member != null && !frozen) {
            if (untold != null) {
                settle(story, nowNanos);
            }
            detection(story, nowNanos).suspected(member, suspicion);
        }
        return story.isEmpty() ? story.told() : settle(story, nowNanos);
    }

    /** Returns whether this backend is suspected and the next probe, due at once, decides. */
    public boolean wantsProbeNow(Backend backend) {
        Member member = members.find(backend);
        return member != null && member.suspicion != null;
    }

    /** The backend's name resolved, perhaps to another address than before. Literals need this call once, too. */
    public List<Transition> addressResolved(Backend backend, InetSocketAddress address, long nowNanos) {
        return learn(backend, address) ? decide(nowNanos) : List.of();
    }

    /** The backend's name did not resolve. The last good answer stays in use; without one the backend is down. */
    public List<Transition> addressFailed(Backend backend, String why, long nowNanos) {
        Member member = members.find(backend);
        Story story = story();
        if (member != null) {
            member.unresolved(why, story);
        }
        return story.isEmpty() ? story.told() : settle(story, nowNanos);
    }

    /**
     * Sets what an operator wants of a backend; {@code READY} removes the override.
     *
     * @param origin who wants it, such as {@code admin}
     * @param untilNanos when it expires; {@link #NEVER} for no expiry
     * @throws IllegalArgumentException when no member has this id
     */
    public List<Transition> setAdmin(String id, AdminState state, String origin, long untilNanos, long nowNanos) {
        Story story = story();
        orders.admin(members.require(id), state, origin, untilNanos, story);
        return settle(story, nowNanos);
    }

    /**
     * Overrides a backend's weight until {@link #clearWeight}.
     *
     * @param weight 0..256
     * @throws IllegalArgumentException when no member has this id or the weight is out of range
     */
    public List<Transition> setWeight(String id, int weight, String origin, long nowNanos) {
        if (weight < 0 || weight > BackendSpec.MAX_WEIGHT) {
            throw new IllegalArgumentException("weight: " + weight + " (expected 0.." + BackendSpec.MAX_WEIGHT + ")");
        }
        Story story = story();
        orders.weight(members.require(id), new WeightOverride(weight, origin), origin, story);
        return settle(story, nowNanos);
    }

    /**
     * Returns a backend to its configured weight.
     *
     * @throws IllegalArgumentException when no member has this id
     */
    public List<Transition> clearWeight(String id, String origin, long nowNanos) {
        Story story = story();
        orders.weight(members.require(id), null, origin, story);
        return settle(story, nowNanos);
    }

    /**
     * Makes {@code next} the desired state. Members whose id and address are unchanged keep their {@link Backend},
     * health, ejection, overrides and counters.
     */
    public Replacement replaceSpec(PoolSpec next, String localZone, long nowNanos) {
        Story story = story();
        List<Member> before = members.configured();
        members.replace(next, localZone, nowNanos);
        spec = next;
        List<Backend> removed = members.leftSince(before, story);
        List<Backend> added = members.joinedSince(before, story);
        detection(story, nowNanos).adopt();
        return new Replacement(settle(story, nowNanos), removed, added);
    }

    /** Ends every wait for failback now, whatever the mode. */
    public List<Transition> failback(String origin, long nowNanos) {
        Story story = story();
        orders.failback(origin, story);
        return settle(story, nowNanos);
    }

    /**
     * Returns why the rest of the pool could not carry the sessions of {@code zone}, in words; {@code null} when it
     * could. Declared {@code max-connections} are the capacity; an eligible backend without one can carry anything.
     */
    public @Nullable String evacuationProblem(String zone) {
        return Capacity.problemWithout(zone, members);
    }

    /** Takes a zone out of serving, whether or not the rest can carry it. {@link #NEVER} for no expiry. */
    public List<Transition> evacuate(String zone, String origin, long untilNanos, long nowNanos) {
        Story story = story();
        orders.evacuate(zone, origin, untilNanos, story);
        return settle(story, nowNanos);
    }

    /** Lets an evacuated zone serve again. */
    public List<Transition> returnZone(String zone, String origin, long nowNanos) {
        Story story = story();
        orders.returnZone(zone, "by " + origin, story);
        return settle(story, nowNanos);
    }

    /**
     * While frozen, probes and suspicions change nothing and no ejection or failback wait ends: the balancer suspects
     * itself. Operators and reloads are still obeyed. Thaw before handing in the probe that proved the network.
     */
    public List<Transition> freeze(boolean frozen, long nowNanos) {
        this.frozen = frozen;
        return settle(story(), nowNanos);
    }

    /** Does what is due: ends ejections and failback waits, advances slow start, expires overrides and evacuations. */
    public List<Transition> tick(long nowNanos) {
        long due = nextDeadlineNanos(nowNanos);
        if (due == NEVER || due - nowNanos > 0) {
            return List.of();
        }
        Story story = story();
        orders.expire(story, nowNanos);
        if (!frozen) {
            Timers.endEjections(members, story, nowNanos);
        }
        return settle(story, nowNanos);
    }

    /** Returns when {@link #tick} has something to do next, now if it already has; {@link #NEVER} when nothing is pending. */
    public long nextDeadlineNanos(long nowNanos) {
        long due = board.dueNanos();
        return due != NEVER && due - nowNanos < 0 ? nowNanos : due;
    }

    /** Returns the story of the change that begins, with whatever was learnt before it. */
    private Story story() {
        return untold == null ? new Story(spec.name()) : untold;
    }

    private Detection detection(Story story, long nowNanos) {
        return new Detection(spec, members, board.decision(), story, nowNanos);
    }

    private List<Transition> settle(Story story, long nowNanos) {
        untold = null;
        board.settle(spec, frozen, story, nowNanos);
        return story.told();
    }
}
