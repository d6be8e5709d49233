package io.tcplb.server.cli;

import java.util.Locale;

/** How figures read in tables. */
final class Words {
    private Words() {}

    static String tenths(double number) {
        return String.format(Locale.ROOT, "%.1f", number);
    }

    /** Returns {@code 0.4s}, {@code 20s}, {@code 3m 5s}, {@code 2h 10m} or {@code 4d 3h}. */
    static String duration(double seconds) {
        if (seconds < 10 && seconds != Math.rint(seconds)) {
            return tenths(seconds) + "s";
        }
        long whole = Math.round(seconds);
        if (whole < 60) {
            return whole + "s";
        }
        if (whole < 3_600) {
            return whole / 60 + "m " + whole % 60 + "s";
        }
        return whole < 86_400
                ? whole / 3_600 + "h " + whole / 60 % 60 + "m"
                : whole / 86_400 + "d " + whole / 3_600 % 24 + "h";
    }
}
