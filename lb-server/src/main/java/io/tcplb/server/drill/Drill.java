package io.tcplb.server.drill;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One drill, from the first look to the last: is given a reading of the status about once a second, and says what to do.
 * Whatever is done, the caller does. Confined to one thread.
 */
public final class Drill {
    /** How far back rates are measured: long enough to mean something, short enough to act on. */
    private static final long LATELY_NANOS = Duration.ofSeconds(5).toNanos();

    private static final Duration LOOK = Duration.ofSeconds(1);
    private static final Duration CLOSE_LOOK = Duration.ofMillis(200);

    /** Where it stands. */
    public enum Phase {
        /** Nothing has been done yet. */
        WATCHING,
        /** The backend is out. */
        OUT,
        /** The backend was brought back and does not serve yet. */
        RETURNING,
        OVER
    }

    /** What the caller is to do now. */
    public enum Action {
        NONE,
        TAKE_OUT,
        RESTORE
    }

    private final Plan plan;
    private final Deque<Reading> recent = new ArrayDeque<>();
    private Phase phase = Phase.WATCHING;
    private Verdict verdict = Verdict.PASSED;
    private String why = "";
    private @Nullable Reading first;
    private @Nullable Reading out;
    private @Nullable Reading back;
    private Span before = Span.EMPTY;
    private Worst worst = Worst.NONE;
    private long recoveryNanos = -1;

    public Drill(Plan plan) {
        this.plan = plan;
    }

    public Phase phase() {
        return phase;
    }

    /** Returns how long after the last reading to take the next one: a second, or less where something is due. */
    public Duration pause() {
        return switch (phase) {
            case WATCHING -> untilDue(first, plan.baseline());
            case OUT -> untilDue(out, plan.length());
            case RETURNING, OVER -> CLOSE_LOOK;
        };
    }

    private Duration untilDue(@Nullable Reading since, Duration time) {
        if (since == null) {
            return LOOK;
        }
        Duration left = time.minusNanos(recent.getLast().nanos() - since.nanos());
        return left.compareTo(LOOK) < 0 ? left : LOOK;
    }

    /** Takes the next reading; {@code null} when the status no longer knows the pool. */
    public Action next(@Nullable Reading now) {
        if (now == null) {
            Verdict so = phase == Phase.WATCHING ? Verdict.REFUSED : Verdict.FAILED;
            stop(so, "no pool " + plan.pool());
            return Action.NONE;
        }
        recent.addLast(now);
        while (recent.size() > 2 && now.nanos() - second().nanos() >= LATELY_NANOS) {
            recent.removeFirst();
        }
        return switch (phase) {
            case WATCHING -> watching(now);
            case OUT -> out(now);
            case RETURNING -> returning(now);
            case OVER -> Action.NONE;
        };
    }

    private Reading second() {
        var readings = recent.iterator();
        readings.next();
        return readings.next();
    }

    private Action watching(Reading now) {
        String problem = Preconditions.problem(plan, now);
        if (problem != null) {
            return refuse(problem);
        }
        first = first == null ? now : first;
        if (now.nanos() - first.nanos() < plan.baseline().toNanos()) {
            return Action.NONE;
        }
        String breach = breach(now);
        if (breach != null) {
            return refuse("before anything is done: " + breach);
        }
        before = Span.between(first, now);
        out = now;
        recent.clear(); // what was before is not what it does
        recent.add(now);
        phase = Phase.OUT;
        return Action.TAKE_OUT;
    }

    private Action refuse(String problem) {
        return stop(Verdict.REFUSED, problem);
    }

    private Action out(Reading now) {
        worst = worst.and(lately(), now);
        long elapsed = now.nanos() - Objects.requireNonNull(out).nanos();
        boolean overdue = elapsed >= plan.length().toNanos();
        String surprise = surprise(now, overdue);
        if (surprise != null) {
            return end(Verdict.FAILED, surprise, now);
        }
        String breach = breach(now);
        if (breach != null) {
            return end(Verdict.ABORTED, breach, now);
        }
        return overdue ? end(Verdict.PASSED, "", now) : Action.NONE;
    }

    /** @param overdue whether the override may have expired by itself */
    private @Nullable String surprise(Reading now, boolean overdue) {
        Reading.Server server = now.servers().get(plan.backend());
        if (server == null) {
            return plan.name() + " is no longer there";
        }
        if (now.uptimeSeconds() < Objects.requireNonNull(out).uptimeSeconds()) {
            return "lb was started anew";
        }
        return overdue || server.admin().equals("maint")
                ? null
                : "somebody else has made " + plan.name() + " " + server.admin();
    }

    private Action end(Verdict verdict, String why, Reading now) {
        this.verdict = verdict;
        this.why = why;
        back = now;
        phase = Phase.RETURNING;
        Reading.Server server = now.servers().get(plan.backend());
        return server != null && server.admin().equals("maint") ? Action.RESTORE : Action.NONE;
    }

    private Action returning(Reading now) {
        Reading.Server server = now.servers().get(plan.backend());
        long elapsed = now.nanos() - Objects.requireNonNull(back).nanos();
        if (server == null) {
            phase = Phase.OVER;
        } else if (isBack(server)) {
            recoveryNanos = elapsed;
            phase = Phase.OVER;
        } else if (elapsed >= plan.patience().toNanos()) {
            phase = Phase.OVER;
            if (verdict == Verdict.PASSED) {
                verdict = Verdict.FAILED;
                why = plan.name() + " does not serve again: " + server.reason();
            }
        }
        return Action.NONE;
    }

    /** A drill that was forced on a backend that did not serve is over when that may decide again. */
    private boolean isBack(Reading.Server server) {
        Reading.Server was = Objects.requireNonNull(out).servers().get(plan.backend());
        boolean served = was != null && was.serving();
        return server.serving() || (!served && server.admin().equals("ready"));
    }

    /** Ends it wherever it stands, without waiting for anything. */
    public Action stop(Verdict verdict, String why) {
        Phase was = phase;
        phase = Phase.OVER;
        if (was == Phase.OVER || (was == Phase.RETURNING && this.verdict != Verdict.PASSED)) {
            return Action.NONE;
        }
        this.verdict = verdict;
        this.why = why;
        if (was != Phase.OUT) {
            return Action.NONE;
        }
        back = recent.getLast();
        return Action.RESTORE;
    }

    /** Notes that the backend could not be brought back: that weighs more than anything before. */
    public void restoreFailed(String why) {
        verdict = Verdict.FAILED;
        this.why = why;
        phase = Phase.OVER;
    }

    /** Returns in words which condition holds; {@code null} when none does. */
    private @Nullable String breach(Reading now) {
        Span lately = lately();
        for (Condition condition : plan.abortIf()) {
            String breach = condition.breach(lately, now);
            if (breach != null) {
                return breach;
            }
        }
        return null;
    }

    /** Returns what the last few seconds brought. */
    private Span lately() {
        return recent.isEmpty() ? Span.EMPTY : Span.between(recent.getFirst(), recent.getLast());
    }

    /** Returns one line on how it goes; empty before there are two readings to compare. */
    public String progress() {
        Reading since = phase == Phase.WATCHING ? first : out;
        boolean running = phase == Phase.WATCHING || phase == Phase.OUT;
        if (recent.size() < 2 || since == null || !running) {
            return "";
        }
        Reading[] readings = recent.toArray(Reading[]::new);
        Reading now = readings[readings.length - 1];
        Span second = Span.between(readings[readings.length - 2], now);
        long seconds = Math.round((now.nanos() - since.nanos()) / 1e9);
        String where = phase == Phase.WATCHING
                ? "watching " + seconds + "s of " + plan.baseline().toSeconds() + "s"
                : "out " + seconds + "s of " + plan.length().toSeconds() + "s";
        return Progress.line(where, plan, second, now, phase == Phase.WATCHING ? null : before);
    }

    public Report report() {
        Span during = out == null || back == null ? Span.EMPTY : Span.between(out, back);
        return new Report(plan, verdict, why, before, during, worst, out, back, recoveryNanos);
    }
}
