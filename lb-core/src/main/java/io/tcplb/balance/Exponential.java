package io.tcplb.balance;

/**
 * Exponential random numbers of mean 1: {@code -ln(1 - u)} without the logarithm, which costs more than all the rest of a
 * pick. What varies little, {@code -ln(1 - u) / u}, is interpolated, so that small ones, which win, are the most exact:
 * to 0.01 % up to u = 0.9.
 */
final class Exponential {
    private static final int SEGMENT_BITS = 8;
    private static final double[] LINES = lines(1 << SEGMENT_BITS);

    private Exponential() {}

    /** @param bits 64 random bits, of which the high 52 count; greater ones, unsigned, have greater numbers */
    static double of(long bits) {
        double u = Double.longBitsToDouble((bits >>> 12) | 0x3FF0_0000_0000_0000L) - 1; // [0, 1)
        int line = (int) (bits >>> (64 - SEGMENT_BITS)) << 1;
        return u * (LINES[line] + LINES[line + 1] * u);
    }

    /** Returns height at 0 and slope of one line after the other. */
    private static double[] lines(int segments) {
        double[] lines = new double[2 * segments];
        for (int i = 0; i < segments; i++) {
            double from = (double) i / segments;
            double to = (i + 1.0) / segments;
            double slope = (ratio(to) - ratio(from)) / (to - from);
            lines[2 * i] = ratio(from) - slope * from;
            lines[2 * i + 1] = slope;
        }
        return lines;
    }

    private static double ratio(double u) {
        return u == 0 ? 1 : -Math.log1p(-Math.min(u, 0.9995)) / u;
    }
}
