package io.tcplb.pool;

import io.tcplb.backend.Backend;
import io.tcplb.balance.Tried;
import io.tcplb.health.ProbeResult;
import io.tcplb.health.Suspicion;
import io.tcplb.observe.Transition;
import io.tcplb.spec.AdminState;
import io.tcplb.testkit.Specs;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** A pool on virtual time whose backends are named by their ids. Remembers every transition. */
final class PoolRig {
    final List<Transition> told = new ArrayList<>();
    final Pool pool;
    private final Specs specs;
    long now = 1_000_000_000_000L;

    private PoolRig(Specs specs, String zone) {
        this.specs = specs;
        this.pool = new Pool(specs.pool(), zone, 1, now);
    }

    /** Returns a pool whose backends have addresses but no probe results. */
    static PoolRig resolved(Specs specs) {
        return resolved(specs, "");
    }

    static PoolRig resolved(Specs specs, String zone) {
        PoolRig rig = unresolved(specs, zone);
        rig.resolveAll();
        return rig;
    }

    static PoolRig unresolved(Specs specs, String zone) {
        return new PoolRig(specs, zone);
    }

    /** Returns a pool whose backends are all up. */
    static PoolRig up(Specs specs) {
        return up(specs, "");
    }

    static PoolRig up(Specs specs, String zone) {
        PoolRig rig = resolved(specs, zone);
        rig.pool.snapshot().members().forEach(member -> rig.pass(member.spec().id()));
        rig.told.clear();
        return rig;
    }

    void resolveAll() {
        for (MemberView member : pool.snapshot().members()) {
            if (member.backend().address() == null) {
                told.addAll(pool.addressResolved(
                        member.backend(),
                        new InetSocketAddress(
                                "10.0.0.1", member.spec().address().port()),
                        now));
            }
        }
    }

    Backend backend(String id) {
        return Objects.requireNonNull(pool.backend(id));
    }

    void pass(String id) {
        told.addAll(pool.probeCompleted(backend(id), ProbeResult.passed(1, "connected"), now));
    }

    void fail(String id) {
        told.addAll(pool.probeCompleted(backend(id), ProbeResult.failed(1, "connection refused"), now));
    }

    /** Fails as many probes as take an up backend down. */
    void down(String id) {
        for (int i = 0; i < specs.fall; i++) {
            fail(id);
        }
    }

    /** Passes as many probes as bring a down backend up. */
    void back(String id) {
        for (int i = 0; i < specs.rise; i++) {
            pass(id);
        }
    }

    void suspect(String id) {
        suspect(id, Suspicion.CONNECTS);
    }

    void suspect(String id, Suspicion suspicion) {
        for (int i = 0; i < specs.failures; i++) {
            backend(id).failed();
        }
        told.addAll(pool.suspect(backend(id), suspicion, now));
    }

    void admin(String id, AdminState state) {
        told.addAll(pool.setAdmin(id, state, "admin", Pool.NEVER, now));
    }

    /** Lets time pass, ticking whenever something is due, as the control loop does. */
    void pass(Duration time) {
        long end = now + time.toNanos();
        while (true) {
            long due = pool.nextDeadlineNanos(now);
            if (due == Pool.NEVER || due - end > 0) {
                break;
            }
            now = Math.max(now, due);
            told.addAll(pool.tick(now));
            long next = pool.nextDeadlineNanos(now);
            if (next != Pool.NEVER && next - now <= 0) {
                throw new AssertionError("tick left something due: the control loop would spin");
            }
        }
        now = end;
        told.addAll(pool.tick(now));
    }

    List<String> serving() {
        return pool.snapshot().members().stream()
                .filter(MemberView::serving)
                .map(member -> member.spec().id())
                .toList();
    }

    List<String> eligible() {
        return pool.snapshot().members().stream()
                .filter(MemberView::eligible)
                .map(member -> member.spec().id())
                .toList();
    }

    MemberView member(String id) {
        return pool.members(now).stream()
                .filter(member -> member.spec().id().equals(id))
                .findFirst()
                .orElseThrow();
    }

    String reason(String id) {
        return member(id).reason();
    }

    PoolSnapshot.State state() {
        return pool.snapshot().state();
    }

    /** Returns the id of the backend that a first session gets, its slot released again; {@code -} for none. */
    String pick() {
        Backend backend = pool.snapshot().pick(0, Tried.NONE);
        if (backend == null) {
            return "-";
        }
        backend.release();
        return backend.id();
    }

    /** Returns the transitions so far as {@code KIND backend from>to}. */
    List<String> story() {
        return told.stream()
                .map(t -> t.kind() + (t.backend().isEmpty() ? "" : " " + t.backend()) + " " + t.from() + ">" + t.to())
                .toList();
    }
}
