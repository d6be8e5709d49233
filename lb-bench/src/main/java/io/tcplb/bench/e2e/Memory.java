package io.tcplb.bench.e2e;

import io.tcplb.bench.load.OpenLoop;
import io.tcplb.bench.load.Schedule;
import io.tcplb.bench.load.Tally;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Resident memory of a proxy of its own for each measurement: soon after its start, then with thousands of sessions that
 * are idle, then with as many that all exchange messages. The base of the idle ones is taken after a few thousand
 * sessions have come and gone, so that code loaded on first use is not charged to sessions.
 */
record Memory(List<Party> parties) implements Scenario {
    static final int SESSIONS = 5_000;

    private static final int WARM_UP_ROUNDS = 60;
    /** Few, because memory that a proxy keeps for reuse after these would be missing from the difference. */
    private static final int WARM_UP_AT_ONCE = 50;

    /** One message a second in each session. */
    private static final int BUSY_PER_SECOND = SESSIONS;

    private static final int LEAST_BUSY_SECONDS = 2;
    private static final int SETTLING_MILLIS = 100;
    private static final int SETTLED_READINGS = 5;
    private static final int MOST_READINGS = 50;
    private static final double MIB = 1 << 20;

    private static final Metric START = resident("at start");
    private static final Metric IDLE = resident(String.format(Locale.ROOT, "with %,d idle sessions", SESSIONS));
    private static final Metric BUSY = resident(String.format(Locale.ROOT, "with %,d busy sessions", SESSIONS));
    private static final Metric PER_SESSION = Metric.lower(
            String.format(Locale.ROOT, "resident memory per idle session, %,d open", SESSIONS), "bytes", 0);

    @Override
    public String name() {
        return "memory";
    }

    @Override
    public int rounds(int asked) {
        return Math.min(asked, FEW_ROUNDS);
    }

    @Override
    public double secondsToMeasure(int seconds) {
        return Math.max(LEAST_BUSY_SECONDS, seconds) + 6;
    }

    @Override
    public Map<Metric, Double> measure(Party party, Rig rig, int seconds) throws IOException, InterruptedException {
        Map<Metric, Double> samples = new LinkedHashMap<>();
        try (Running running = party.launch(rig.newDirectory(), List.of(rig.echoRoute(), rig.webRoute()))) {
            samples.put(START, settled(running) / MIB);
            warmUp(running);
            long base = running.residentBytes();
            try (EchoClients idle = EchoClients.open(running.port(Rig.ECHO), SESSIONS)) {
                long resident = running.residentBytes();
                assert idle.count() == SESSIONS;
                samples.put(IDLE, resident / MIB);
                samples.put(PER_SESSION, (resident - base) / (double) SESSIONS);
            }
            samples.put(BUSY, busy(running, Math.max(LEAST_BUSY_SECONDS, seconds)) / MIB);
        }
        return samples;
    }

    static void warmUp(Running running) throws IOException {
        for (int i = 0; i < WARM_UP_ROUNDS; i++) {
            EchoClients.open(running.port(Rig.ECHO), WARM_UP_AT_ONCE).close();
        }
    }

    private static long busy(Running running, int seconds) throws IOException, InterruptedException {
        Schedule schedule = Schedule.lasting(seconds, BUSY_PER_SECOND);
        try (OpenLoop load =
                OpenLoop.start(Net.address(running.port(Rig.WEB)), WebServer.KEPT_OPEN, SESSIONS, schedule)) {
            load.awaitShare(0.9);
            long resident = running.residentBytes();
            Tally tally = load.await();
            if (tally.lostCount() > 0) {
                throw new IOException(tally.lostCount() + " of " + SESSIONS + " busy sessions' requests lost");
            }
            return resident;
        }
    }

    /** Returns resident memory once it has stopped growing: a JVM compiles and loads for a while after it is ready. */
    private static long settled(Running running) throws InterruptedException {
        long most = running.residentBytes();
        int settledReadings = 0;
        for (int i = 0; i < MOST_READINGS && settledReadings < SETTLED_READINGS; i++) {
            TimeUnit.MILLISECONDS.sleep(SETTLING_MILLIS);
            long now = running.residentBytes();
            settledReadings = now > most ? 0 : settledReadings + 1;
            most = Math.max(most, now);
        }
        return most;
    }

    private static Metric resident(String when) {
        return Metric.lower("resident memory " + when, "MiB", 1);
    }
}
