package io.tcplb.bench.e2e;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;

/** The results as a Markdown table: one row per metric, one column per party, and lb against the better peer. */
final class Table {
    private static final String ABSENT = "–";

    private final Results results;

    Table(Results results) {
        this.results = results;
    }

    String markdown() {
        StringBuilder out = new StringBuilder();
        List<String> header = new ArrayList<>(List.of("median (min–max)"));
        header.addAll(Party.COLUMNS);
        header.add("lb ÷ better peer");
        row(out, header);
        out.append("|---|").append("---:|".repeat(header.size() - 1)).append('\n');
        for (Metric metric : results.metrics()) {
            List<String> cells = new ArrayList<>();
            cells.add(metric.name() + ", " + metric.unit() + (metric.higherIsBetter() ? "" : " (less is better)"));
            for (String column : Party.COLUMNS) {
                cells.add(results.summary(metric, column)
                        .map(summary -> cell(summary, metric.decimals()))
                        .orElse(ABSENT));
            }
            OptionalDouble ratio = results.ratio(metric, Party.LB, Party.PEERS);
            cells.add(ratio.isPresent() ? String.format(Locale.ROOT, "**%.2f×**", ratio.getAsDouble()) : ABSENT);
            row(out, cells);
        }
        return out.toString();
    }

    private static String cell(Summary summary, int decimals) {
        String number = "%,." + decimals + "f";
        return String.format(
                Locale.ROOT,
                number + " (" + number + "–" + number + ")",
                summary.median(),
                summary.min(),
                summary.max());
    }

    private static void row(StringBuilder out, List<String> cells) {
        out.append("| ").append(String.join(" | ", cells)).append(" |\n");
    }
}
