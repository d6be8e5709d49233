package io.tcplb.pool;

import io.tcplb.backend.Backend;
import io.tcplb.health.ProbeResult;
import io.tcplb.health.Suspicion;
import io.tcplb.observe.Transition;
import io.tcplb.spec.AdminState;
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

    /**
     * @param localZone where this balancer runs; empty = nowhere in particular
     * @param seed of {@code random-two} and of where rotations start
     */
    public Pool(PoolSpec spec, String localZone, long seed, long nowNanos) {
        throw new UnsupportedOperationException("under construction");
    }

    public String name() {
        throw new UnsupportedOperationException("under construction");
    }

    /** Returns the latest publication; from any thread, one volatile read. */
    public PoolSnapshot snapshot() {
        throw new UnsupportedOperationException("under construction");
    }

    /** Returns the members in configuration order with reasons as of now: those in a snapshot are of its publication. */
    public List<MemberView> members(long nowNanos) {
        throw new UnsupportedOperationException("under construction");
    }

    /** Returns the operator's overrides in force, in configuration order. */
    public List<OverrideView> overrides(long nowNanos) {
        throw new UnsupportedOperationException("under construction");
    }

    /** Returns the member with this id; {@code null} when there is none. */
    public @Nullable Backend backend(String id) {
        throw new UnsupportedOperationException("under construction");
    }

    /** Returns how often traffic moved to a standby or to nobody, by cause: health, ejection, admin, zone, address, reload. */
    public Map<String, Long> failovers() {
        throw new UnsupportedOperationException("under construction");
    }

    /** Returns how often traffic returned to a lower tier or a spare stood down. */
    public long failbacks() {
        throw new UnsupportedOperationException("under construction");
    }

    /** Takes one probe's result: rise and fall, the verdict on a suspect, and stability while waiting for failback. */
    public List<Transition> probeCompleted(Backend backend, ProbeResult result, long nowNanos) {
        throw new UnsupportedOperationException("under construction");
    }

    /** Returns the pause before this backend's next probe, without jitter: fast while it is between up and down. */
    public Duration probePause(Backend backend) {
        throw new UnsupportedOperationException("under construction");
    }

    /**
     * Sessions reached {@code passive.failures} with this backend. The next probe decides, so ask
     * {@link #wantsProbeNow}; where no probe can tell, it is ejected at once. Repeating it while the verdict is out
     * changes nothing.
     */
    public List<Transition> suspect(Backend backend, Suspicion suspicion, long nowNanos) {
        throw new UnsupportedOperationException("under construction");
    }

    /** Returns whether this backend is suspected and the next probe, due at once, decides. */
    public boolean wantsProbeNow(Backend backend) {
        throw new UnsupportedOperationException("under construction");
    }

    /** The backend's name resolved, perhaps to another address than before. Literals need this call once, too. */
    public List<Transition> addressResolved(Backend backend, InetSocketAddress address, long nowNanos) {
        throw new UnsupportedOperationException("under construction");
    }

    /** The backend's name did not resolve. The last good answer stays in use; without one the backend is down. */
    public List<Transition> addressFailed(Backend backend, String why, long nowNanos) {
        throw new UnsupportedOperationException("under construction");
    }

    /**
     * Sets what an operator wants of a backend; {@code READY} removes the override.
     *
     * @param origin who wants it, such as {@code admin}
     * @param untilNanos when it expires; {@link #NEVER} for no expiry
     * @throws IllegalArgumentException when no member has this id
     */
    public List<Transition> setAdmin(String id, AdminState state, String origin, long untilNanos, long nowNanos) {
        throw new UnsupportedOperationException("under construction");
    }

    /**
     * Overrides a backend's weight until {@link #clearWeight}.
     *
     * @param weight 0..256
     * @throws IllegalArgumentException when no member has this id or the weight is out of range
     */
    public List<Transition> setWeight(String id, int weight, String origin, long nowNanos) {
        throw new UnsupportedOperationException("under construction");
    }

    /**
     * Returns a backend to its configured weight.
     *
     * @throws IllegalArgumentException when no member has this id
     */
    public List<Transition> clearWeight(String id, String origin, long nowNanos) {
        throw new UnsupportedOperationException("under construction");
    }

    /**
     * Makes {@code next} the desired state. Members whose id and address are unchanged keep their {@link Backend},
     * health, ejection, overrides and counters.
     */
    public Replacement replaceSpec(PoolSpec next, String localZone, long nowNanos) {
        throw new UnsupportedOperationException("under construction");
    }

    /** Ends every wait for failback now, whatever the mode. */
    public List<Transition> failback(String origin, long nowNanos) {
        throw new UnsupportedOperationException("under construction");
    }

    /**
     * Returns why the rest of the pool could not carry the sessions of {@code zone}, in words; {@code null} when it
     * could. Declared {@code max-connections} are the capacity; an eligible backend without one can carry anything.
     */
    public @Nullable String evacuationProblem(String zone) {
        throw new UnsupportedOperationException("under construction");
    }

    /** Takes a zone out of serving, whether or not the rest can carry it. {@link #NEVER} for no expiry. */
    public List<Transition> evacuate(String zone, String origin, long untilNanos, long nowNanos) {
        throw new UnsupportedOperationException("under construction");
    }

    /** Lets an evacuated zone serve again. */
    public List<Transition> returnZone(String zone, String origin, long nowNanos) {
        throw new UnsupportedOperationException("under construction");
    }

    /**
     * While frozen, probes and suspicions change nothing and no ejection or failback wait ends: the balancer suspects
     * itself. Operators and reloads are still obeyed. Thaw before handing in the probe that proved the network.
     */
    public List<Transition> freeze(boolean frozen, long nowNanos) {
        throw new UnsupportedOperationException("under construction");
    }

    /** Does what is due: ends ejections and failback waits, advances slow start, expires overrides and evacuations. */
    public List<Transition> tick(long nowNanos) {
        throw new UnsupportedOperationException("under construction");
    }

    /** Returns when {@link #tick} has something to do next; {@link #NEVER} when nothing is pending. */
    public long nextDeadlineNanos(long nowNanos) {
        throw new UnsupportedOperationException("under construction");
    }
}
