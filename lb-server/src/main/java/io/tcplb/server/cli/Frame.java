package io.tcplb.server.cli;

import java.util.List;

/**
 * One picture on a terminal, painted over the one before: each line is overwritten and its rest erased, and nothing is
 * cleared first, so that nothing flickers. Pure.
 */
final class Frame {
    /** Another screen, whose lines are cut at the right rather than wrapped, without a cursor. */
    static final String ENTER = "\033[?1049h\033[?25l\033[?7l";

    static final String LEAVE = "\033[?7h\033[?25h\033[?1049l";

    private static final String HOME = "\033[H";
    private static final String ERASE_LINE = "\033[K";
    private static final String ERASE_BELOW = "\033[J";

    private Frame() {}

    /** @param rows lines that the terminal shows; what does not fit is left out, since the screen would scroll */
    static String of(List<String> lines, int rows) {
        StringBuilder frame = new StringBuilder(HOME);
        boolean cut = lines.size() > rows;
        int shown = cut ? rows - 1 : lines.size();
        for (int i = 0; i < shown; i++) {
            frame.append(i == 0 ? "" : "\r\n").append(lines.get(i)).append(ERASE_LINE);
        }
        if (cut) {
            frame.append(shown == 0 ? "" : "\r\n")
                    .append("… ")
                    .append(lines.size() - shown)
                    .append(" more lines");
            frame.append(ERASE_LINE);
        }
        return frame.append(ERASE_BELOW).toString();
    }
}
