package io.tcplb.bench.e2e;

import java.util.ArrayList;
import java.util.List;

/** Breaks lines. Without a font at hand the width of a line is its number of characters. */
final class Text {
    private Text() {}

    /** Returns {@code text} in lines of at most {@code columns} characters, except where one word is longer. */
    static List<String> wrap(String text, int columns) {
        List<String> lines = new ArrayList<>();
        StringBuilder line = new StringBuilder();
        for (String word : text.split(" ")) {
            if (!line.isEmpty() && line.length() + 1 + word.length() > columns) {
                lines.add(line.toString());
                line.setLength(0);
            }
            line.append(line.isEmpty() ? "" : " ").append(word);
        }
        lines.add(line.toString());
        return lines;
    }
}
