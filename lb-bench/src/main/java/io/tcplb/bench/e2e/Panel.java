package io.tcplb.bench.e2e;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;

/**
 * One metric drawn: a bar per party from zero to the median, a line from minimum to maximum, the median in figures.
 *
 * @param width of the whole panel, in pixels
 */
record Panel(Results results, Metric metric, double width) {
    /** Colours of Okabe and Ito, which those who see few colours can tell apart; tuned variants are lighter. */
    private static final Map<String, String> COLOURS = Map.of(
            Party.DIRECT, "#a5a5a5",
            Party.HAPROXY, "#e69f00",
            Party.HAPROXY_TUNED, "#f3cf80",
            Party.NGINX, "#009e73",
            Party.NGINX_TUNED, "#80cfb9",
            Party.LB, "#0072b2");

    private static final String SMALL = "font-size=\"11.5\" fill=\"#57606a\"";
    private static final double TITLE_LINE = 16;
    private static final double NOTE_LINE = 15;
    private static final double BAR_PITCH = 22;
    private static final double BAR_HEIGHT = 14;
    private static final double NAME_WIDTH = 98;
    private static final double FIGURE_WIDTH = 66;
    private static final double CAP = 4;
    private static final double TITLE_CHARACTER = 7.7;

    List<String> title() {
        return Text.wrap(metric.name(), (int) (width / TITLE_CHARACTER));
    }

    /** Returns the height of a panel whose title takes {@code titleLines}. */
    double height(int titleLines) {
        return titleLines * TITLE_LINE + 2 * NOTE_LINE + columns().size() * BAR_PITCH;
    }

    /** Draws it with its top left corner at {@code x}, {@code y}; bars stand below {@code titleLines} lines. */
    void draw(Svg svg, double x, double y, int titleLines) {
        double baseline = y + 12 + (titleLines - title().size()) * TITLE_LINE;
        for (String line : title()) {
            svg.text(x, baseline, "font-size=\"13\" font-weight=\"600\"", line);
            baseline += TITLE_LINE;
        }
        double notes = y + titleLines * TITLE_LINE + 11;
        svg.text(x, notes, SMALL, scaleNote());
        svg.text(x, notes + NOTE_LINE, SMALL, ratioNote());
        double zero = x + NAME_WIDTH;
        double top = y + titleLines * TITLE_LINE + 2 * NOTE_LINE + 4;
        double scale = (width - NAME_WIDTH - FIGURE_WIDTH) / largest();
        for (String column : columns()) {
            bar(svg, column, zero, top, scale);
            top += BAR_PITCH;
        }
        svg.line(zero, top - columns().size() * BAR_PITCH - 2, zero, top - 5, "stroke=\"#8c959f\"");
    }

    private void bar(Svg svg, String column, double zero, double top, double scale) {
        Summary summary = results.summary(metric, column).orElseThrow();
        double middle = top + BAR_HEIGHT / 2;
        double min = zero + Math.max(0, summary.min()) * scale;
        double max = zero + Math.max(0, summary.max()) * scale;
        boolean own = column.equals(Party.LB);
        String weight = own ? " font-weight=\"600\"" : "";
        svg.text(zero - 8, middle + 4, "font-size=\"12\" text-anchor=\"end\"" + weight, column);
        svg.rectangle(
                zero, top, Math.max(0, summary.median()) * scale, BAR_HEIGHT, "fill=\"" + COLOURS.get(column) + "\"");
        if (max > min) {
            whisker(svg, min, max, middle, "stroke=\"#ffffff\" stroke-width=\"3.4\""); // to stand out on the bar
            whisker(svg, min, max, middle, "stroke=\"#24292f\" stroke-width=\"1.4\"");
        }
        svg.text(max + 7, middle + 4, "font-size=\"12\"" + weight, figure(summary.median()));
    }

    private static void whisker(Svg svg, double min, double max, double middle, String style) {
        svg.line(min, middle, max, middle, style);
        svg.line(min, middle - CAP, min, middle + CAP, style);
        svg.line(max, middle - CAP, max, middle + CAP, style);
    }

    private String scaleNote() {
        return metric.unit() + ", " + (metric.higherIsBetter() ? "more" : "less") + " is better";
    }

    private String ratioNote() {
        String ratio = ratio("lb %.2f× the better peer", Party.PEERS);
        boolean tuned = columns().contains(Party.HAPROXY_TUNED) || columns().contains(Party.NGINX_TUNED);
        return tuned ? ratio + ratio(", %.2f× with tuned ones", Party.PEERS_AT_THEIR_BEST) : ratio;
    }

    private String ratio(String format, List<String> peers) {
        OptionalDouble ratio = results.ratio(metric, Party.LB, peers);
        return ratio.isPresent() ? String.format(Locale.ROOT, format, ratio.getAsDouble()) : "";
    }

    private String figure(double value) {
        return String.format(Locale.ROOT, "%,." + metric.decimals() + "f", value);
    }

    private double largest() {
        double largest = columns().stream()
                .mapToDouble(
                        column -> results.summary(metric, column).orElseThrow().max())
                .max()
                .orElse(0);
        return largest > 0 ? largest : 1;
    }

    private List<String> columns() {
        return Party.COLUMNS.stream()
                .filter(column -> !results.samples(metric, column).isEmpty())
                .toList();
    }
}
