package io.tcplb.simulate;

import io.tcplb.backend.Backend;
import io.tcplb.health.ProbeResult;
import io.tcplb.health.Suspicion;
import io.tcplb.observe.CloseReason;
import io.tcplb.observe.Transition;
import io.tcplb.pool.MemberView;
import io.tcplb.pool.Pool;
import io.tcplb.pool.PoolSnapshot;
import io.tcplb.pool.Replacement;
import io.tcplb.session.Fates;
import io.tcplb.session.Wait;
import io.tcplb.session.Waiter;
import io.tcplb.session.WaitingRoom;
import io.tcplb.spec.BackendSpec;
import io.tcplb.spec.HealthSpec;
import io.tcplb.spec.HostPort;
import io.tcplb.spec.PoolSpec;
import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One pool on virtual time: feeds the {@link Pool} that production runs with what virtual probes and clients find, and
 * carries out what it decides.
 */
final class Stage {
    private static final long STANDBY_EVENT_PAUSE_NANOS = 10_000_000_000L;

    private final Agenda agenda;
    private final Guard guard;
    private final Consumer<Transition> told;
    private final SplittableRandom random;
    private final String zone;
    private final Pool pool;
    private final WaitingRoom room;
    private final Fates fates = new Fates();
    private final Ledger ledger = new Ledger();
    private final Judge judge;
    private final Map<Backend, Server> servers = new HashMap<>();
    private final Map<Backend, Rhythm> probes = new HashMap<>();
    private final Map<Backend, Eviction> evictions = new HashMap<>();
    private final Map<Backend, HostPort> names = new HashMap<>();
    private PoolSnapshot acted;
    private Agenda.@Nullable Entry tick;
    private Agenda.@Nullable Entry roomStep;
    private long standbyNanos = -STANDBY_EVENT_PAUSE_NANOS;

    Stage(PoolSpec spec, String zone, Agenda agenda, Guard guard, Consumer<Transition> told, SplittableRandom random) {
        this.agenda = agenda;
        this.guard = guard;
        this.told = told;
        this.random = random;
        this.zone = zone;
        this.pool = new Pool(spec, zone, random.nextLong(), agenda.now());
        this.room = new WaitingRoom(pool::snapshot, told);
        this.judge = new Judge(spec.failover().failback().stableFor().toNanos());
        this.acted = pool.snapshot();
        for (MemberView member : acted.members()) {
            servers.put(member.backend(), new Server(member.backend()));
        }
    }

    void begin() {
        for (MemberView member : pool.snapshot().members()) {
            Backend backend = member.backend();
            HostPort name = member.spec().address();
            names.put(backend, name);
            InetSocketAddress address = InetSocketAddress.createUnresolved(name.host(), name.port());
            pool.addressResolved(backend, address, agenda.now()); // nothing to tell: no name is looked up here
            Rhythm rhythm = new Rhythm(
                    agenda,
                    server(backend),
                    pool.snapshot().spec().health(),
                    random.split(),
                    () -> pool.probePause(backend),
                    result -> probed(backend, result));
            probes.put(backend, rhythm);
            rhythm.begin();
        }
        act(List.of());
    }

    // ---- what the world does

    private void probed(Backend backend, ProbeResult result) {
        String host = Objects.requireNonNull(names.get(backend)).host();
        boolean up = pool.snapshot().members().stream()
                .anyMatch(
                        member -> member.backend() == backend && member.health().equals("up"));
        HealthSpec health = pool.snapshot().spec().health();
        guard.probed(
                backend,
                host,
                up,
                result.lost(),
                health.interval().plus(health.timeout()).toNanos());
        act(pool.probeCompleted(backend, result, agenda.now()));
    }

    void serverIs(String id, ServerState state) {
        Backend backend = pool.backend(id);
        if (backend != null) {
            server(backend).become(state);
            look();
        }
    }

    /** What an operator does, and everything else that a pool reports on. */
    void order(Function<Pool, List<Transition>> order) {
        act(order.apply(pool));
    }

    void remove(String id) {
        PoolSpec old = pool.snapshot().spec();
        List<BackendSpec> rest =
                old.backends().stream().filter(b -> !b.id().equals(id)).toList();
        PoolSpec next = new PoolSpec(
                old.name(),
                old.algorithm(),
                rest,
                old.health(),
                old.passive(),
                old.connect(),
                old.onDown(),
                old.onRemove(),
                old.slowStart(),
                old.queue(),
                old.failover(),
                old.replay(),
                old.proxyProtocol());
        Replacement replacement = pool.replaceSpec(next, zone, agenda.now());
        for (Backend gone : replacement.removed()) {
            Objects.requireNonNull(probes.remove(gone)).stop();
            guard.forget(gone);
        }
        act(replacement.transitions());
        replacement.removed().forEach(gone -> carryOut(fates.removed(gone, next.onRemove())));
    }

    // ---- what follows

    private void act(List<Transition> transitions) {
        transitions.forEach(told);
        PoolSnapshot now = pool.snapshot();
        if (now != acted) {
            acted = now;
            look();
            fates.changed(now).forEach(this::carryOut);
            room.changed();
            stepRoomLater();
        }
        tickLater();
    }

    private void look() {
        judge.look(acted, member -> server(member.backend()).state().answers(), agenda.now());
    }

    private void carryOut(Fates.Change change) {
        Backend backend = change.backend();
        Eviction former = evictions.remove(backend);
        if (former != null) {
            former.cancel();
        }
        if (change.reroute()) {
            server(backend).clients().forEach(Client::rerouted);
        }
        if (change.closing() != null) {
            Eviction eviction =
                    new Eviction(agenda, server(backend), change.closing(), change.reason(), random.split());
            evictions.put(backend, eviction);
            eviction.step();
        }
    }

    private void tickLater() {
        if (tick != null) {
            tick.cancel();
            tick = null;
        }
        long at = pool.nextDeadlineNanos(agenda.now());
        if (at != Pool.NEVER) {
            tick = agenda.at(at, () -> act(pool.tick(agenda.now())));
        }
    }

    private void stepRoomLater() {
        if (roomStep == null && room.wantsStep()) {
            roomStep = agenda.in(WaitingRoom.STEP.toNanos(), () -> {
                roomStep = null;
                room.step(agenda.now());
                stepRoomLater();
            });
        }
    }

    // ---- for clients

    PoolSnapshot snapshot() {
        return pool.snapshot();
    }

    Ledger ledger() {
        return ledger;
    }

    Server server(Backend backend) {
        return Objects.requireNonNull(servers.get(backend), "every backend has a server");
    }

    void suspect(Backend backend, Suspicion suspicion) {
        agenda.in(0, () -> {
            act(pool.suspect(backend, suspicion, agenda.now()));
            Rhythm rhythm = probes.get(backend);
            if (rhythm != null && pool.wantsProbeNow(backend)) {
                rhythm.suspect();
            }
        });
    }

    void connected() {
        guard.connected();
    }

    void standbyFailed(Backend standby, CloseReason cause) {
        if (agenda.now() - standbyNanos >= STANDBY_EVENT_PAUSE_NANOS) {
            standbyNanos = agenda.now();
            String why = "a client sent to prove it met " + cause.key() + " and was given to an active backend";
            told.accept(new Transition(
                    Transition.Kind.STANDBY, pool.name(), standby.id(), "", "broken", why, standby.active()));
        }
    }

    boolean queueing() {
        return room.queued() > 0;
    }

    void slotFreed() {
        if (room.queued() > 0) {
            agenda.in(0, room::slotFreed);
        }
    }

    void await(Waiter waiter, Wait why) {
        agenda.in(0, () -> {
            if (!waiter.gone()) {
                room.enter(waiter, why, agenda.now());
                stepRoomLater();
            }
        });
    }

    // ---- for the audience

    Pool pool() {
        return pool;
    }

    int held() {
        return room.held();
    }

    int queued() {
        return room.queued();
    }

    /** Returns the judgement on everything until now. */
    Judge judged() {
        look();
        return judge;
    }
}
