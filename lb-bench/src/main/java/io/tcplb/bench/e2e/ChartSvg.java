package io.tcplb.bench.e2e;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * Draws a chart. By hand, because XChart draws whiskers as long downwards as upwards, which minimum and maximum are
 * not, and text as outlines: 240 KB for six bars.
 */
final class ChartSvg {
    private static final double WIDTH = 980;
    private static final double MARGIN = 24;
    private static final double GUTTER = 28;
    private static final double HEADING = 58;
    private static final double ROW_GAP = 20;
    private static final double CAPTION_LINE = 15;
    private static final int CAPTION_CHARACTERS = 155;

    private final Recording recording;
    private final Chart chart;
    private final Svg svg = new Svg();

    private ChartSvg(Recording recording, Chart chart) {
        this.recording = recording;
        this.chart = chart;
    }

    static String draw(Recording recording, Chart chart) {
        return new ChartSvg(recording, chart).draw();
    }

    private String draw() {
        List<String> caption = Text.wrap(caption(recording), CAPTION_CHARACTERS);
        double height = HEADING
                + chart.rows().stream().mapToDouble(this::height).sum()
                + caption.size() * CAPTION_LINE
                + 2 * MARGIN / 3;
        // A background of its own: dark text must not depend on the page's theme.
        svg.rectangle(
                0.5, 0.5, WIDTH - 1, height - 1, "rx=\"6\" fill=\"#ffffff\" stroke=\"#d0d7de\" stroke-width=\"1\"");
        String heading = chart.family().substring(0, 1).toUpperCase(Locale.ROOT)
                + chart.family().substring(1);
        svg.text(MARGIN, 36, "font-size=\"18\" font-weight=\"600\"", heading);
        svg.text(
                WIDTH - MARGIN,
                36,
                "font-size=\"11.5\" fill=\"#57606a\" text-anchor=\"end\"",
                "bar: median · line: minimum to maximum · each panel has its own scale, from 0");
        double y = HEADING;
        for (List<Metric> row : chart.rows()) {
            drawRow(row, y);
            y += height(row);
        }
        for (String line : caption) {
            svg.text(MARGIN, y + 8, "font-size=\"11\" fill=\"#57606a\"", line);
            y += CAPTION_LINE;
        }
        return svg.document(
                WIDTH,
                height,
                heading + ": " + String.join(", ", Party.COLUMNS) + " compared",
                "font-family=\"-apple-system,'Segoe UI',Helvetica,Arial,sans-serif\" fill=\"#24292f\"");
    }

    private void drawRow(List<Metric> row, double y) {
        int titleLines = titleLines(row);
        double x = MARGIN;
        for (Metric metric : row) {
            Panel panel = panel(metric);
            panel.draw(svg, x, y, titleLines);
            x += panel.width() + GUTTER;
        }
    }

    private double height(List<Metric> row) {
        int titleLines = titleLines(row);
        return ROW_GAP
                + row.stream()
                        .mapToDouble(metric -> panel(metric).height(titleLines))
                        .max()
                        .orElseThrow();
    }

    private int titleLines(List<Metric> row) {
        return row.stream()
                .mapToInt(metric -> panel(metric).title().size())
                .max()
                .orElseThrow();
    }

    private Panel panel(Metric metric) {
        double panels = WIDTH - 2 * MARGIN - (chart.columns() - 1) * GUTTER;
        return new Panel(recording.results(), metric, panels / chart.columns());
    }

    /** Says where, when and how it was measured: a picture travels without its page. */
    static String caption(Recording recording) {
        Summary neighbours = recording.neighbours();
        return recording.versions().collect(Collectors.joining(", "))
                + ". One worker each; client, proxy and backend on " + recording.machine() + ". " + recording.method()
                + String.format(
                        Locale.ROOT,
                        " Other programs used %.0f %% of the machine (at most %.0f %%). ",
                        neighbours.median() * 100,
                        neighbours.max() * 100)
                + recording.date() + ", bin/bench.";
    }
}
