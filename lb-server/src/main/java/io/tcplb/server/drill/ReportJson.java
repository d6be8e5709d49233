package io.tcplb.server.drill;

import io.tcplb.observe.CloseReason;
import io.tcplb.server.json.JsonObject;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** The report for programs. */
public final class ReportJson {
    private ReportJson() {}

    public static String of(Report report) {
        return JsonObject.of(json -> {
            json.add("backend", report.plan().name())
                    .add("verdict", report.verdict().name().toLowerCase(Locale.ROOT))
                    .add("why", report.why())
                    .add(
                            "abortIf",
                            report.plan().abortIf().stream()
                                    .map(Condition::text)
                                    .toList());
            if (!report.happened()) {
                return;
            }
            Worst worst = report.worst();
            json.add("before", span -> span(span, report.before()))
                    .add("during", span -> span(span, report.during()))
                    .addTenths("worstErrorPercent", Math.round(worst.errorPercent() * 10))
                    .add("worstP99Micros", worst.p99Micros())
                    .add("mostHeld", worst.held())
                    .add("mostQueued", worst.queued())
                    .add("fewestEligible", worst.eligible() == Integer.MAX_VALUE ? -1 : worst.eligible())
                    .add("sessionsBefore", report.sessionsBefore())
                    .add("sessionsMoved", report.during().moved())
                    .add("sessionsLeft", report.sessionsLeft())
                    .add("backends", report.shares(), ReportJson::share)
                    .add("servesAgain", report.recoveryNanos() >= 0);
            if (report.recoveryNanos() >= 0) {
                json.addSeconds("recoverySeconds", report.recoveryNanos());
            }
        });
    }

    private static void span(JsonObject json, Span span) {
        Connects connects = span.allConnects();
        Map<String, Long> reasons = new LinkedHashMap<>();
        for (Map.Entry<CloseReason, Long> reason : span.reasons().entrySet()) {
            reasons.put(reason.getKey().key(), reason.getValue());
        }
        json.addSeconds("seconds", Math.round(span.seconds() * 1e9))
                .add("ended", span.ended())
                .add("errors", span.errors())
                .addTenths("errorPercent", Math.round(span.errorPercent() * 10))
                .add("reasons", reasons)
                .add("connects", connects.made())
                .add("connectFailures", connects.failed())
                .add("p99Micros", connects.p99Micros().orElse(-1));
    }

    private static void share(JsonObject json, Report.Share share) {
        json.add("id", share.backend())
                .addTenths("beforePerSecond", Math.round(share.beforePerSecond() * 10))
                .addTenths("duringPerSecond", Math.round(share.duringPerSecond() * 10))
                .add("activeBefore", share.activeBefore())
                .add("activeAtEnd", share.activeAtEnd());
    }
}
