package io.tcplb.server.simulate;

import io.tcplb.observe.Transition;
import io.tcplb.server.log.EventLog;
import io.tcplb.simulate.Second;
import io.tcplb.simulate.Summary;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Map.Entry;
import java.util.stream.Collectors;

/**
 * A row for each pool and second, what happened in between, and a summary. Seconds in which nothing happens are left
 * out, but for the first and the last of them.
 */
public final class Table implements Report {
    private final PrintWriter out;
    private final int pools;
    private final boolean all;
    private final List<Second> rows = new ArrayList<>(); // of one second, until each pool has had its own
    private List<Second> shown = List.of();
    private List<Second> leftOut = List.of();
    private int seconds; // left out since the last row

    /**
     * @param pools how many are rehearsed
     * @param all whether every second is shown
     */
    public Table(PrintWriter out, int pools, boolean all) {
        this.out = out;
        this.pools = pools;
        this.all = all;
        out.println(row("time", "state", "tier", "serving", "held", "queued", "refused", "lost", "new", "sessions"));
    }

    @Override
    public void step(long nowNanos, String words) {
        event(nowNanos, "> " + words);
    }

    @Override
    public void transition(long nowNanos, Transition transition) {
        event(nowNanos, "  " + EventLog.line(transition));
    }

    private void event(long nowNanos, String line) {
        catchUp();
        shown = List.of();
        out.println(String.format(Locale.ROOT, "%8.3f  %s", nowNanos / 1e9, line));
    }

    @Override
    public void second(Second second) {
        rows.add(second);
        if (rows.size() < pools) {
            return;
        }
        List<Second> now = List.copyOf(rows);
        rows.clear();
        if (!all && isAlike(now, shown)) {
            leftOut = now;
            seconds++;
            return;
        }
        catchUp();
        show(now);
    }

    /** Shows the last row that was left out. */
    private void catchUp() {
        if (seconds > 1) {
            out.println(String.format(Locale.ROOT, "%8s", "…"));
        }
        if (seconds > 0) {
            show(leftOut);
        }
    }

    private void show(List<Second> group) {
        seconds = 0;
        shown = group;
        for (Second s : group) {
            String sessions = s.sessions().entrySet().stream()
                    .map(e -> e.getKey() + "=" + e.getValue())
                    .collect(Collectors.joining(" "));
            out.println(row(
                    s.second(),
                    s.state(),
                    s.activeTier() < 0 ? "-" : s.activeTier(),
                    s.serving().isEmpty() ? "nobody" : String.join(",", s.serving()),
                    s.held(),
                    s.queued(),
                    s.refused(),
                    s.lost(),
                    s.fresh(),
                    pools > 1 ? s.pool() + ": " + sessions : sessions));
        }
    }

    private static String row(Object... cells) {
        return String.format(Locale.ROOT, "%8s  %-9s %4s  %-12s %5s %6s %7s %5s %6s  %s", cells);
    }

    private static boolean isAlike(List<Second> a, List<Second> b) {
        if (a.size() != b.size()) {
            return false;
        }
        for (int i = 0; i < a.size(); i++) {
            if (!isAlike(a.get(i), b.get(i))) {
                return false;
            }
        }
        return true;
    }

    private static boolean isAlike(Second a, Second b) {
        return a.state().equals(b.state())
                && a.activeTier() == b.activeTier()
                && a.serving().equals(b.serving())
                && a.held() == b.held()
                && a.queued() == b.queued()
                && a.refused() == b.refused()
                && a.lost() == b.lost()
                && isNear(a.fresh(), b.fresh())
                && a.sessions().keySet().equals(b.sessions().keySet())
                && a.sessions().entrySet().stream()
                        .allMatch(e -> isNear(e.getValue(), b.sessions().getOrDefault(e.getKey(), 0)));
    }

    /** Load is never quite even: what differs by less than a twentieth is the same to a reader. */
    private static boolean isNear(long a, long b) {
        return Math.abs(a - b) <= Math.max(2, Math.max(a, b) / 20);
    }

    @Override
    public void end(List<Summary> summaries) {
        catchUp();
        summaries.forEach(this::summary);
        out.flush();
    }

    private void summary(Summary s) {
        out.println();
        out.println("pool " + s.pool() + ": " + s.accepted() + " clients, " + s.served() + " served, "
                + sum(s.refused()) + " refused, " + sum(s.lost()) + " lost, " + s.live() + " still there at the end");
        line("without service", seconds(s.withoutService()));
        line("refused", counts(s.refused()));
        line("lost", counts(s.lost()));
        line("retried", counts(s.retried()));
        line("delayed", s.delayed() == 0 ? "none" : s.delayed() + ", at most " + seconds(s.longestDelay()));
        line("failovers", counts(s.failovers()));
        line("failbacks", s.failbacks() == 0 ? "none" : Long.toString(s.failbacks()));
        line("highest load", s.loads().stream().map(Table::load).collect(Collectors.joining(", ")));
        String oscillating = s.loads().stream()
                .filter(load -> load.oscillations() > 0)
                .map(load -> load.backend() + " " + load.oscillations())
                .collect(Collectors.joining(", "));
        line("oscillations", oscillating.isEmpty() ? "none" : oscillating);
    }

    private static String load(Summary.Load load) {
        if (load.capacity() == 0) {
            return load.backend() + " " + load.highest();
        }
        return load.backend() + " " + load.highest() + " of " + load.capacity() + " ("
                + 100 * load.highest() / load.capacity() + "%)";
    }

    private void line(String what, String value) {
        out.println(String.format(Locale.ROOT, "  %-16s %s", what, value));
    }

    private static String seconds(Duration duration) {
        return String.format(Locale.ROOT, "%.3fs", duration.toNanos() / 1e9);
    }

    private static String counts(Map<String, Long> counts) {
        return counts.isEmpty()
                ? "none"
                : counts.entrySet().stream().map(Table::count).collect(Collectors.joining(", "));
    }

    private static String count(Entry<String, Long> entry) {
        return entry.getKey() + " " + entry.getValue();
    }

    private static long sum(Map<String, Long> counts) {
        return counts.values().stream().mapToLong(Long::longValue).sum();
    }
}
