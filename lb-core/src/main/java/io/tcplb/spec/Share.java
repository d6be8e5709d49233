package io.tcplb.spec;

/**
 * A share of a whole, as {@code "50%"} is written in the configuration.
 *
 * @param percent 0..100
 */
public record Share(double percent) {
    public static final Share NONE = new Share(0);

    public Share {
        Require.that(percent >= 0 && percent <= 100, "", percent + "%", "0%..100%");
    }

    /** Returns the whole number of {@code total} that this share covers, rounded down. */
    public int floorOf(int total) {
        return (int) Math.floor(percent * total / 100.0 + 1e-9);
    }

    /** Returns the whole number of {@code total} that this share covers, rounded up. */
    public int ceilOf(int total) {
        return (int) Math.ceil(percent * total / 100.0 - 1e-9);
    }

    /** Returns the share as a factor between 0 and 1. */
    public double factor() {
        return percent / 100.0;
    }

    @Override
    public String toString() {
        return percent == Math.rint(percent) ? (long) percent + "%" : percent + "%";
    }
}
