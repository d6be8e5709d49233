package io.tcplb.simulate;

import io.tcplb.health.ProbeResult;
import io.tcplb.spec.HealthSpec;
import java.time.Duration;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Probes one server in the rhythm of the real prober: at once, then a pause with jitter after each result, and at once
 * again when sessions suspect it.
 */
final class Rhythm {
    private final Agenda agenda;
    private final Server server;
    private final HealthSpec spec;
    private final SplittableRandom random;
    private final Supplier<Duration> pause;
    private final Consumer<ProbeResult> listener;
    private Agenda.@Nullable Entry next;
    private boolean running;
    private boolean suspected; // after the probe under way began
    private boolean stopped;

    /**
     * @param pause asked after each result how long the next pause is, without jitter
     * @param listener takes the results
     */
    Rhythm(
            Agenda agenda,
            Server server,
            HealthSpec spec,
            SplittableRandom random,
            Supplier<Duration> pause,
            Consumer<ProbeResult> listener) {
        this.agenda = agenda;
        this.server = server;
        this.spec = spec;
        this.random = random;
        this.pause = pause;
        this.listener = listener;
    }

    void begin() {
        if (spec.type() != HealthSpec.Type.NONE) {
            next = agenda.in(0, this::run);
        }
    }

    void stop() {
        stopped = true;
        if (next != null) {
            next.cancel();
        }
    }

    /** Sees to it that a probe starts now, or right after the one under way. */
    void suspect() {
        if (spec.type() == HealthSpec.Type.NONE || stopped) {
            return;
        }
        if (running) {
            suspected = true;
        } else {
            if (next != null) {
                next.cancel();
            }
            next = agenda.in(0, this::run);
        }
    }

    private void run() {
        running = true;
        ProbeResult result = server.probe(spec);
        next = agenda.in(result.nanos(), () -> ended(result));
    }

    private void ended(ProbeResult result) {
        running = false;
        next = null;
        listener.accept(result);
        if (stopped || next != null) {
            return;
        }
        if (suspected) {
            suspected = false;
            next = agenda.in(0, this::run);
        } else {
            next = agenda.in(jittered(pause.get()), this::run);
        }
    }

    private long jittered(Duration length) {
        double share = spec.jitter().factor() * (2 * random.nextDouble() - 1);
        return Math.round(length.toNanos() * (1 + share));
    }
}
