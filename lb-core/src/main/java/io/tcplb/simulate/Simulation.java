package io.tcplb.simulate;

import io.tcplb.observe.Transition;
import io.tcplb.pool.MemberView;
import io.tcplb.pool.Pool;
import io.tcplb.pool.PoolSnapshot;
import io.tcplb.spec.LbSpec;
import io.tcplb.spec.PoolSpec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.function.Function;

/**
 * Rehearses a configuration: the very decisions of production, on virtual time, against servers and clients that follow
 * a {@link Scenario}. The same configuration, scenario and seed have the same outcome, to the last session. One thread;
 * no socket, no clock.
 */
public final class Simulation {
    private static final long SECOND = 1_000_000_000L;
    private static final String ORIGIN = "scenario";

    private final Agenda agenda = new Agenda();
    private final Map<String, Stage> stages = new LinkedHashMap<>();
    private final Scenario scenario;
    private final Audience audience;

    private Simulation(LbSpec lb, List<PoolSpec> pools, Scenario scenario, Audience audience) {
        this.scenario = scenario;
        this.audience = audience;
        SplittableRandom random = new SplittableRandom(scenario.seed());
        Guard guard = new Guard(lb.isolationGuard(), agenda, this::freeze, this::told);
        for (PoolSpec spec : pools) {
            Stage stage = new Stage(spec, lb.zone(), agenda, guard, this::told, random.split());
            stages.put(spec.name(), stage);
            new Traffic(agenda, stage, scenario, random.split()).begin();
        }
    }

    /**
     * Runs a scenario to its end.
     *
     * @param pools of {@code lb} to rehearse; each gets the whole load
     * @return one summary for each pool, in the same order
     */
    public static List<Summary> run(LbSpec lb, List<PoolSpec> pools, Scenario scenario, Audience audience) {
        Simulation simulation = new Simulation(lb, pools, scenario, audience);
        return simulation.run();
    }

    private List<Summary> run() {
        stages.values().forEach(Stage::begin);
        for (Scenario.Step step : scenario.steps()) {
            agenda.at(step.at().toNanos(), () -> {
                audience.step(agenda.now(), step.words());
                step.acts().forEach(this::perform);
            });
        }
        long end = scenario.duration().toNanos();
        for (long second = 1; second * SECOND <= end; second++) {
            agenda.runUntil(second * SECOND - 1); // what happens on the stroke belongs to the next one
            for (Stage stage : stages.values()) {
                audience.second(second(stage, second));
            }
        }
        agenda.runUntil(end - 1);
        return stages.values().stream().map(Simulation::summary).toList();
    }

    private void told(Transition transition) {
        audience.transition(agenda.now(), transition);
    }

    private void freeze(boolean frozen) {
        stages.values().forEach(stage -> stage.order(pool -> pool.freeze(frozen, agenda.now())));
    }

    private void perform(Act act) {
        if (act instanceof Act.Server server) {
            stage(server.pool()).serverIs(server.backend(), server.state());
        } else if (act instanceof Act.Remove remove) {
            stage(remove.pool()).remove(remove.backend());
        } else if (act instanceof Act.Admin admin) {
            order(
                    admin.pool(),
                    admin.backend(),
                    pool -> pool.setAdmin(admin.backend(), admin.state(), ORIGIN, until(admin.length()), agenda.now()));
        } else if (act instanceof Act.Weight weight) {
            order(
                    weight.pool(),
                    weight.backend(),
                    pool -> pool.setWeight(weight.backend(), weight.weight(), ORIGIN, agenda.now()));
        } else if (act instanceof Act.Failback failback) {
            stage(failback.pool()).order(pool -> pool.failback(ORIGIN, agenda.now()));
        } else if (act instanceof Act.Evacuate evacuate) {
            evacuate(evacuate);
        } else if (act instanceof Act.Return back) {
            stages.values().forEach(stage -> stage.order(pool -> pool.returnZone(back.zone(), ORIGIN, agenda.now())));
        }
    }

    private void order(String pool, String backend, Function<Pool, List<Transition>> order) {
        if (stage(pool).pool().backend(backend) != null) { // it may have been removed
            stage(pool).order(order);
        }
    }

    private void evacuate(Act.Evacuate evacuate) {
        for (Stage stage : stages.values()) {
            String problem = evacuate.force() ? null : stage.pool().evacuationProblem(evacuate.zone());
            if (problem != null) {
                audience.step(agenda.now(), "refused: " + stage.pool().name() + ": " + problem);
                return;
            }
        }
        long until = until(evacuate.length());
        stages.values()
                .forEach(stage -> stage.order(pool -> pool.evacuate(evacuate.zone(), ORIGIN, until, agenda.now())));
    }

    private long until(Duration length) {
        return length.isZero() ? Pool.NEVER : agenda.now() + length.toNanos();
    }

    private Stage stage(String pool) {
        return Objects.requireNonNull(stages.get(pool), "the scenario names pools that are rehearsed");
    }

    private static Second second(Stage stage, long second) {
        PoolSnapshot now = stage.snapshot();
        List<String> serving = new ArrayList<>();
        Map<String, Integer> sessions = new LinkedHashMap<>();
        for (MemberView member : now.members()) {
            if (member.serving()) {
                serving.add(member.spec().id());
            }
            sessions.put(member.spec().id(), member.backend().active());
        }
        Ledger.Rates rates = stage.ledger().sinceLast();
        return new Second(
                now.spec().name(),
                second,
                now.state().name().toLowerCase(Locale.ROOT).replace('_', '-'),
                now.activeTier(),
                serving,
                sessions,
                stage.held(),
                stage.queued(),
                rates.fresh(),
                rates.refused(),
                rates.lost());
    }

    private static Summary summary(Stage stage) {
        Ledger ledger = stage.ledger();
        Judge judge = stage.judged();
        List<Summary.Load> loads = new ArrayList<>();
        for (MemberView member : stage.snapshot().members()) {
            String id = member.spec().id();
            loads.add(new Summary.Load(
                    id,
                    ledger.highest(member.backend()),
                    member.spec().maxConnections(),
                    judge.changes(id),
                    judge.oscillations(id)));
        }
        return new Summary(
                stage.pool().name(),
                ledger.acceptedSoFar(),
                ledger.servedSoFar(),
                ledger.refused(),
                ledger.lost(),
                ledger.live(),
                Duration.ofNanos(judge.withoutServiceNanos()),
                ledger.delayed(),
                Duration.ofNanos(ledger.longestDelayNanos()),
                ledger.retries(),
                stage.pool().failovers(),
                stage.pool().failbacks(),
                loads);
    }
}
