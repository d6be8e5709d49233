package io.tcplb.balance;

/**
 * Draws an index by weight with one multiplication and one comparison, whatever the number of weights (A. Walker, 1977;
 * built in linear time after M. Vose, "A linear algorithm for generating random numbers with a given distribution",
 * 1991): each column holds its own index up to a threshold, and the index of one alias above.
 */
final class AliasTable {
    private static final long WHOLE = 1L << 32;

    private final long[] columns; // threshold << 32 | alias

    /** @param weights at least one, all positive */
    AliasTable(int[] weights) {
        int n = weights.length;
        long total = 0;
        for (int weight : weights) {
            total += weight;
        }
        long[] rest = new long[n]; // what is left of each weight, where a column holds total
        int[] stack = new int[n]; // from below those with less than a column, from above those with more
        int small = 0;
        int large = n;
        for (int i = 0; i < n; i++) {
            rest[i] = (long) weights[i] * n;
            if (rest[i] < total) {
                stack[small++] = i;
            } else {
                stack[--large] = i;
            }
        }
        columns = new long[n];
        while (small > 0 && large < n) {
            int column = stack[--small];
            int alias = stack[large];
            columns[column] = (long) ((double) rest[column] / total * WHOLE) << 32 | alias;
            rest[alias] -= total - rest[column];
            if (rest[alias] < total) {
                large++;
                stack[small++] = alias;
            }
        }
        while (large < n) {
            int full = stack[large++];
            columns[full] = full;
        }
    }

    /** Returns an index; {@code bits} are taken as a fraction of 2^32. */
    int draw(int bits) {
        long place = Integer.toUnsignedLong(bits) * columns.length;
        int column = (int) (place >>> 32);
        long entry = columns[column];
        int own = (int) (((place & (WHOLE - 1)) - (entry >>> 32)) >> 63); // all ones below the threshold, else none
        return (column & own) | ((int) entry & ~own);
    }
}
