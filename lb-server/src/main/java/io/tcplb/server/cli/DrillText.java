package io.tcplb.server.cli;

import io.tcplb.server.drill.Connects;
import io.tcplb.server.drill.Report;
import io.tcplb.server.drill.Span;
import io.tcplb.server.drill.Worst;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.stream.Collectors;

/** The report for people. */
final class DrillText {
    private DrillText() {}

    static void print(Report report, Ink ink, PrintWriter out) {
        Span before = report.before();
        Span during = report.during();
        String verdict = report.verdict().name().toLowerCase(Locale.ROOT);
        out.println("drill " + Table.clean(report.plan().name()) + ": " + ink.paint(Tone.ofState(verdict), verdict)
                + (report.why().isEmpty() ? "" : ", " + Table.clean(report.why())));
        out.println("out for " + Words.duration(during.seconds()) + ", "
                + (report.recoveryNanos() < 0
                        ? "not seen to serve again"
                        : "served again after " + Words.duration(report.recoveryNanos() / 1e9)));
        out.println("sessions of its own: " + report.sessionsBefore() + " before, " + during.moved() + " moved, "
                + report.sessionsLeft() + " left");
        out.println();
        traffic(before, during, report.worst(), ink, out);
        out.println();
        Table backends = new Table(ink, "BACKEND", "NEW/S BEFORE", "NEW/S DURING", "ACTIVE BEFORE", "ACTIVE AT END");
        for (Report.Share share : report.shares()) {
            backends.row(
                    share.backend(),
                    Words.tenths(share.beforePerSecond()),
                    Words.tenths(share.duringPerSecond()),
                    Integer.toString(share.activeBefore()),
                    Integer.toString(share.activeAtEnd()));
        }
        backends.print(out);
    }

    private static void traffic(Span before, Span during, Worst worst, Ink ink, PrintWriter out) {
        Connects then = before.allConnects();
        Connects now = during.allConnects();
        Table table = new Table(ink, "TRAFFIC", "BEFORE", "DURING", "WORST");
        table.row("watched", Words.duration(before.seconds()), Words.duration(during.seconds()), "");
        table.row(
                "sessions ended/s",
                Words.tenths(before.perSecond(before.ended())),
                Words.tenths(during.perSecond(during.ended())),
                "");
        table.row("errors", errors(before), errors(during), Words.tenths(worst.errorPercent()) + "% in 5s");
        table.row("failed connects", Long.toString(then.failed()), Long.toString(now.failed()), "");
        OptionalLong peak = worst.p99Micros() < 0 ? OptionalLong.empty() : OptionalLong.of(worst.p99Micros());
        table.row("connect p99", millis(then.p99Micros()), millis(now.p99Micros()), millis(peak) + " in 5s");
        table.row("held", "", "", Integer.toString(worst.held()));
        table.row("queued", "", "", Integer.toString(worst.queued()));
        String fewest = worst.eligible() == Integer.MAX_VALUE ? "" : worst.eligible() + " at least";
        table.row("eligible", "", "", fewest);
        table.print(out);
        if (!during.reasons().isEmpty()) {
            out.println("ended by: "
                    + during.reasons().entrySet().stream()
                            .map(reason -> reason.getKey().key() + " " + reason.getValue())
                            .collect(Collectors.joining(", ")));
        }
    }

    private static String errors(Span span) {
        return span.errors() + " (" + Words.tenths(span.errorPercent()) + "%)";
    }

    private static String millis(OptionalLong micros) {
        return micros.isEmpty() ? "-" : Words.tenths(micros.getAsLong() / 1e3) + "ms";
    }
}
