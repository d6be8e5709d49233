package io.tcplb.bench.e2e;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;

/** The results as a Markdown table: one row per metric, one column per party, and lb against its peers. */
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
        header.addAll(List.of("lb ÷ better peer at defaults", "lb ÷ best peer, tuned or not"));
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
            cells.add(ratio(metric, Party.PEERS));
            cells.add(ratio(metric, Party.PEERS_AT_THEIR_BEST));
            row(out, cells);
        }
        return out.toString();
    }

    private String ratio(Metric metric, List<String> peers) {
        OptionalDouble ratio = results.ratio(metric, Party.LB, peers);
        return ratio.isPresent() ? String.format(Locale.ROOT, "**%.2f×**", ratio.getAsDouble()) : ABSENT;
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
