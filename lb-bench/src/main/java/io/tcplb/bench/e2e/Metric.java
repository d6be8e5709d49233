package io.tcplb.bench.e2e;

/**
 * One measured quantity: a row of the table.
 *
 * @param name unique among all rows
 * @param decimals digits shown after the point
 */
record Metric(String name, String unit, boolean higherIsBetter, int decimals) {
    static Metric higher(String name, String unit, int decimals) {
        return new Metric(name, unit, true, decimals);
    }

    static Metric lower(String name, String unit, int decimals) {
        return new Metric(name, unit, false, decimals);
    }
}
