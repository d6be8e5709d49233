package io.tcplb.server.cli;

import io.tcplb.server.drill.Drill;
import io.tcplb.server.drill.Plan;
import io.tcplb.server.drill.Reading;
import io.tcplb.server.drill.Report;
import io.tcplb.server.drill.Verdict;
import io.tcplb.server.json.JsonObject;
import io.tcplb.server.lifecycle.Signals;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;

/** Carries a {@link Drill} out through the admin API. Whatever ends it brings the backend back first. */
final class DrillRun {
    /** By how much the override outlives the drill: it is for one that has died and must not race one that lives. */
    private static final Duration GRACE = Duration.ofSeconds(2);

    private final AdminClient client;
    private final PoolAndId backend;
    private final Plan plan;
    private final PrintWriter err;
    private final boolean terminal;
    private final Drill drill;
    private final AtomicBoolean interrupted = new AtomicBoolean();
    private final Thread thread = Thread.currentThread();
    private long looked;

    /** @param terminal whether somebody watches every second of it */
    DrillRun(AdminClient client, PoolAndId backend, Plan plan, PrintWriter err, boolean terminal) {
        this.client = client;
        this.backend = backend;
        this.plan = plan;
        this.err = err;
        this.terminal = terminal;
        this.drill = new Drill(plan);
    }

    /** @throws AdminException when nothing was done */
    Report run() throws AdminException {
        for (String signal : List.of("INT", "TERM", "HUP")) {
            Signals.handle(signal, this::interrupt);
        }
        if (!plan.baseline().isZero()) {
            say(backend + ": watching for " + Words.duration(plan.baseline().toMillis() / 1e3));
        }
        while (true) {
            act(look());
            if (drill.phase() == Drill.Phase.OVER) {
                return drill.report();
            }
            await(looked + drill.pause().toNanos());
            if (interrupted.get()) {
                act(drill.stop(Verdict.INTERRUPTED, "by the operator"));
                return drill.report();
            }
        }
    }

    /** The second time nobody waits any longer: the override expires by itself. */
    private void interrupt() {
        if (!interrupted.compareAndSet(false, true)) {
            Runtime.getRuntime().halt(LbCommand.FAILED);
        }
        LockSupport.unpark(thread);
    }

    private void await(long deadline) {
        while (!interrupted.get() && System.nanoTime() - deadline < 0) {
            LockSupport.parkNanos(deadline - System.nanoTime());
        }
    }

    private Drill.Action look() throws AdminException {
        Drill.Phase before = drill.phase();
        Drill.Action action;
        try {
            String status = client.get("/v1/status");
            looked = System.nanoTime();
            action = drill.next(Reading.of(AdminVerb.parse(status), backend.pool(), looked));
        } catch (AdminException e) {
            if (before == Drill.Phase.WATCHING) {
                throw e;
            }
            return drill.stop(Verdict.FAILED, String.valueOf(e.getMessage()));
        }
        String line = terminal ? drill.progress() : "";
        if (!line.isEmpty()) {
            say(line);
        }
        return action;
    }

    private void act(Drill.Action action) throws AdminException {
        switch (action) {
            case NONE -> {}
            case TAKE_OUT -> takeOut();
            case RESTORE -> restore();
        }
    }

    private void takeOut() throws AdminException {
        try {
            set("maint");
        } catch (AdminException e) {
            try {
                set("ready"); // the answer may have been lost, not the request
            } catch (AdminException again) {
                e.addSuppressed(again);
            }
            throw e;
        }
        say(backend + " is out for " + Words.duration(plan.length().toMillis() / 1e3));
    }

    private void restore() {
        try {
            set("ready");
            say(backend + " is brought back");
        } catch (AdminException e) {
            drill.restoreFailed(
                    backend + " could not be brought back (it comes back by itself soon): " + e.getMessage());
        }
    }

    private void set(String state) throws AdminException {
        String body = JsonObject.of(json -> {
            json.add("state", state);
            if (state.equals("maint")) {
                json.add("for", plan.length().plus(GRACE).toMillis() + "ms");
            }
        });
        client.change("PUT", backend.path() + "/admin", body);
    }

    private void say(String line) {
        err.println(Table.clean(line));
        err.flush();
    }
}
