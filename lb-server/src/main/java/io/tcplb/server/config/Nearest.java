package io.tcplb.server.config;

import java.util.Collection;
import org.jspecify.annotations.Nullable;

/** Guesses which name somebody meant. */
final class Nearest {
    private Nearest() {}

    /** Returns the candidate closest to {@code typed}, or {@code null} when none is close; ties go to the first. */
    static @Nullable String to(String typed, Collection<String> candidates) {
        String nearest = null;
        int best = Math.max(1, Math.min(typed.length(), 40) / 3) + 1;
        for (String candidate : candidates) {
            int d = Math.abs(candidate.length() - typed.length()) < best ? distance(typed, candidate) : best;
            if (d < best) {
                best = d;
                nearest = candidate;
            }
        }
        return nearest;
    }

    /** Edits between two words, a swap of neighbours counting as one (optimal string alignment). */
    static int distance(String a, String b) {
        int[] beforeLast = new int[b.length() + 1];
        int[] last = new int[b.length() + 1];
        int[] row = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            last[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int cost = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
                row[j] = Math.min(Math.min(last[j] + 1, row[j - 1] + 1), last[j - 1] + cost);
                if (i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1)) {
                    row[j] = Math.min(row[j], beforeLast[j - 2] + 1);
                }
            }
            int[] recycled = beforeLast;
            beforeLast = last;
            last = row;
            row = recycled;
        }
        return last[b.length()];
    }
}
