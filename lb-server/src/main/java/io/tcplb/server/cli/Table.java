package io.tcplb.server.cli;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** Rows whose columns line up. */
final class Table {
    private static final String GAP = "  ";

    private final Ink ink;
    private final List<String> headings;
    private final List<List<String>> rows = new ArrayList<>();
    private final Map<Integer, Function<String, Tone>> tones = new HashMap<>();

    Table(Ink ink, String... headings) {
        this.ink = ink;
        this.headings = List.of(headings);
    }

    /** Gives the cells of one column the tone of their text. */
    Table tone(String heading, Function<String, Tone> tone) {
        tones.put(headings.indexOf(heading), tone);
        return this;
    }

    /** Adds a row; an empty cell becomes {@code -}, but for the last, which may be empty. */
    void row(String... cells) {
        List<String> row = new ArrayList<>();
        for (int i = 0; i < cells.length; i++) {
            boolean last = i == cells.length - 1;
            row.add(cells[i].isEmpty() && !last ? "-" : clean(cells[i]));
        }
        rows.add(row);
    }

    void print(PrintWriter out) {
        int[] widths = new int[headings.size()];
        measure(widths, headings);
        rows.forEach(row -> measure(widths, row));
        out.println(line(headings, widths, (column, cell) -> Tone.HEADING));
        for (List<String> row : rows) {
            out.println(line(
                    row,
                    widths,
                    (column, cell) ->
                            tones.getOrDefault(column, any -> Tone.PLAIN).apply(cell)));
        }
    }

    private static void measure(int[] widths, List<String> row) {
        for (int i = 0; i < widths.length; i++) {
            widths[i] = Math.max(widths[i], row.get(i).length());
        }
    }

    private interface Tones {
        Tone of(int column, String cell);
    }

    /** Padding comes after the colour: what a cell measures is what is seen of it. */
    private String line(List<String> row, int[] widths, Tones tones) {
        StringBuilder line = new StringBuilder();
        for (int i = 0; i < widths.length; i++) {
            String cell = row.get(i);
            line.append(ink.paint(tones.of(i, cell), cell))
                    .append(" ".repeat(widths[i] - cell.length()))
                    .append(GAP);
        }
        return line.toString().stripTrailing();
    }

    /** Returns the text without what would steer a terminal: parts of it may come from servers and clients. */
    static String clean(String text) {
        StringBuilder clean = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            clean.append(c < ' ' || (c >= 0x7f && c < 0xa0) ? '?' : c);
        }
        return clean.toString();
    }
}
