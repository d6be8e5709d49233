package io.tcplb.simulate;

import io.tcplb.backend.Backend;
import io.tcplb.health.Suspicion;
import io.tcplb.observe.CloseReason;
import io.tcplb.pool.PoolSnapshot;
import io.tcplb.session.Search;
import io.tcplb.session.Wait;
import io.tcplb.session.Waiter;
import io.tcplb.spec.PassiveSpec;
import io.tcplb.spec.ReplaySpec;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One virtual client: connects, speaks at once, waits for an answer, stays for the length of its session and goes. What
 * the proxy does with a socket happens here without one.
 */
final class Client implements Waiter {
    private enum Phase {
        CONNECTING,
        WAITING,
        UNANSWERED,
        TALKING,
        ENDED
    }

    private final Traffic traffic;
    private final Stage stage;
    private final Agenda agenda;
    private final Search search;
    private final long arrivedNanos;
    private final long lengthNanos;
    private Phase phase = Phase.CONNECTING;
    private @Nullable Server server;
    private @Nullable Wait waitingFor;
    private boolean returning;
    private long waitDeadlineNanos;
    private boolean stalled;
    private Agenda.@Nullable Entry due; // the end of the phase, or of the session
    private Agenda.@Nullable Entry firstByte;
    private Agenda.@Nullable Entry patience;

    Client(Traffic traffic, Stage stage, Agenda agenda, long flowHash, long lengthNanos) {
        this.traffic = traffic;
        this.stage = stage;
        this.agenda = agenda;
        this.search = new Search(flowHash);
        this.arrivedNanos = agenda.now();
        this.lengthNanos = lengthNanos;
    }

    /** Comes, behind those who already wait for a slot. */
    void arrive() {
        if (stage.queueing()) {
            await(Wait.QUEUE);
        } else {
            next();
        }
    }

    // ---- finding a backend

    private void next() {
        phase = Phase.CONNECTING;
        while (phase == Phase.CONNECTING) {
            PoolSnapshot snapshot = stage.snapshot();
            switch (search.next(snapshot, agenda.now())) {
                case WAIT -> await(search.awaited());
                case GIVE_UP -> end(search.reason());
                case CONNECT -> {
                    CloseReason cause = search.rerouteCause();
                    if (cause != null) {
                        stage.ledger().retried(cause);
                    }
                    if (connects(search.picked())) {
                        return;
                    }
                }
            }
        }
    }

    /** Returns whether a connect is under way or has been made. */
    private boolean connects(Backend picked) {
        Server target = stage.server(picked);
        server = target;
        target.add(this);
        stage.ledger().load(picked);
        switch (target.state().mode()) {
            case DOWN -> {
                failed(CloseReason.CONNECT_REFUSED);
                return false;
            }
            case UNREACHABLE -> {
                due = agenda.at(search.deadlineNanos(), this::timedOut);
                grumble();
            }
            case UP, HANG -> connected();
        }
        return true;
    }

    private void timedOut() {
        failed(CloseReason.CONNECT_TIMEOUT);
        next();
    }

    private void failed(CloseReason why) {
        Backend failing = giveBack();
        search.failed(failing, why);
        failing.connectFailed(why);
        if (search.proving()) {
            stage.standbyFailed(failing, why);
        }
        PassiveSpec rules = stage.snapshot().spec().passive();
        if (rules.action() != PassiveSpec.Action.OFF && failing.failed() == rules.failures()) {
            stage.suspect(failing, Suspicion.CONNECTS);
        }
    }

    private void connected() {
        Server on = Objects.requireNonNull(server);
        cancel(due);
        on.backend().connected(0);
        stage.connected();
        waitingFor = null;
        phase = Phase.UNANSWERED;
        PassiveSpec rules = stage.snapshot().spec().passive();
        expectAnswer(on.state());
        if (phase == Phase.UNANSWERED
                && rules.action() != PassiveSpec.Action.OFF
                && !rules.firstByteTimeout().isZero()) {
            firstByte = agenda.in(rules.firstByteTimeout().toNanos(), this::silence);
        }
    }

    private void expectAnswer(ServerState state) {
        cancel(due);
        if (!state.answers()) {
            grumble();
        } else if (state.answersAfter().isZero()) {
            answered();
        } else {
            due = agenda.in(state.answersAfter().toNanos(), this::answered);
            grumble();
        }
    }

    private void silence() {
        firstByte = null;
        Backend silent = Objects.requireNonNull(server).backend();
        if (silent.silent() == stage.snapshot().spec().passive().failures()) {
            stage.suspect(silent, Suspicion.SILENCE);
        }
    }

    private void answered() {
        Server on = Objects.requireNonNull(server);
        cancel(firstByte);
        cancel(patience);
        on.backend().answered();
        phase = Phase.TALKING;
        stage.ledger()
                .answered(
                        agenda.now() - arrivedNanos - on.state().answersAfter().toNanos());
        due = agenda.in(lengthNanos, this::finish);
    }

    /** Has had what it came for, unless the server keeps it waiting for the rest. */
    private void finish() {
        if (Objects.requireNonNull(server).state().answers()) {
            end(null);
        } else {
            stalled = true;
            due = agenda.in(traffic.patienceNanos(), this::goesAway);
        }
    }

    /** From now on its patience counts, if it does not yet. */
    private void grumble() {
        if (patience == null) {
            patience = agenda.at(arrivedNanos + traffic.patienceNanos(), this::goesAway);
        }
    }

    private void goesAway() {
        stage.ledger().gaveUp(phase == Phase.TALKING);
        leave();
    }

    // ---- what happens to it

    /** The server that it is on behaves differently from now on. */
    void serverIs(ServerState state) {
        boolean dead = state.mode() == ServerState.Mode.DOWN;
        switch (phase) {
            case CONNECTING -> {
                if (dead) {
                    failed(CloseReason.CONNECT_REFUSED);
                    next();
                } else if (state.mode() != ServerState.Mode.UNREACHABLE) {
                    connected();
                }
            }
            case UNANSWERED -> {
                if (!dead) {
                    expectAnswer(state);
                } else if (!replayed(CloseReason.BACKEND_RESET)) {
                    end(CloseReason.BACKEND_RESET);
                }
            }
            case TALKING -> {
                if (dead) {
                    end(CloseReason.BACKEND_RESET);
                } else if (stalled && state.answers()) {
                    end(null);
                }
            }
            case WAITING, ENDED -> {}
        }
    }

    /** Its backend went down or was ejected: it moves on if it still can. */
    void rerouted() {
        movedElsewhere(CloseReason.BACKEND_DOWN);
    }

    /** Its backend is being taken away. */
    void evicted(CloseReason reason) {
        if (phase != Phase.ENDED && !movedElsewhere(reason)) {
            end(reason);
        }
    }

    private boolean movedElsewhere(CloseReason cause) {
        if (phase == Phase.CONNECTING) {
            search.abandoned(giveBack());
            next();
            return true;
        }
        return phase == Phase.UNANSWERED && replayed(cause);
    }

    private boolean replayed(CloseReason cause) {
        ReplaySpec.Mode mode = stage.snapshot().spec().replay().mode();
        if (mode == ReplaySpec.Mode.OFF || (mode == ReplaySpec.Mode.SAFE && !traffic.harmless())) {
            return false;
        }
        search.again(giveBack(), cause);
        next();
        return true;
    }

    // ---- waiting

    private void await(Wait why) {
        returning = why == waitingFor;
        if (!returning) {
            waitDeadlineNanos =
                    agenda.now() + why.limit(stage.snapshot().spec()).toNanos();
        }
        waitingFor = why;
        phase = Phase.WAITING;
        due = agenda.at(waitDeadlineNanos, () -> end(why.inVain()));
        grumble();
        stage.await(this, why);
    }

    @Override
    public void proceed() {
        agenda.in(0, () -> {
            if (phase == Phase.WAITING) {
                cancel(due);
                search.letGo();
                next();
            }
        });
    }

    @Override
    public void giveUp(CloseReason reason) {
        agenda.in(0, () -> {
            if (phase == Phase.WAITING) {
                end(reason);
            }
        });
    }

    @Override
    public boolean gone() {
        return phase == Phase.ENDED;
    }

    @Override
    public boolean returning() {
        return returning;
    }

    // ---- the end

    /** @param reason {@code null} = it had what it came for */
    private void end(@Nullable CloseReason reason) {
        if (reason == null) {
            stage.ledger().served();
        } else {
            stage.ledger().failed(reason, phase == Phase.TALKING);
        }
        leave();
    }

    private void leave() {
        phase = Phase.ENDED;
        cancel(due);
        cancel(firstByte);
        cancel(patience);
        if (server != null) {
            giveBack();
        }
    }

    private Backend giveBack() {
        Server held = Objects.requireNonNull(server);
        cancel(due);
        cancel(firstByte);
        server = null;
        held.remove(this);
        held.backend().release();
        stage.slotFreed();
        return held.backend();
    }

    private static void cancel(Agenda.@Nullable Entry entry) {
        if (entry != null) {
            entry.cancel();
        }
    }
}
