package io.tcplb.simulate;

import java.util.SplittableRandom;

/** Sends the clients of one pool. */
final class Traffic {
    private final Agenda agenda;
    private final Stage stage;
    private final Scenario.Clients habits;
    private final Curve curve;
    private final SplittableRandom random;
    private final long[] flowHashes;

    Traffic(Agenda agenda, Stage stage, Scenario scenario, SplittableRandom random) {
        this.agenda = agenda;
        this.stage = stage;
        this.habits = scenario.clients();
        this.curve = new Curve(scenario.load(), habits.arrivals(), random.split());
        this.random = random.split();
        this.flowHashes = random.split().longs(habits.addresses()).toArray();
    }

    void begin() {
        agenda.in(curve.nextNanos(agenda.now()), this::look);
    }

    private void look() {
        while (curve.comes()) {
            stage.ledger().accepted();
            new Client(this, stage, agenda, flowHashes[random.nextInt(flowHashes.length)], length()).arrive();
        }
        begin();
    }

    private long length() {
        long mean = habits.session().toNanos();
        return habits.lengths() == Scenario.Spread.EVEN
                ? mean
                : Math.max(1, Math.round(-Math.log(1 - random.nextDouble()) * mean));
    }

    long patienceNanos() {
        return habits.patience().toNanos();
    }

    boolean harmless() {
        return habits.harmless();
    }
}
