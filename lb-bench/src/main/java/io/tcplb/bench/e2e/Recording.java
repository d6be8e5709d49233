package io.tcplb.bench.e2e;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * What one run measured, and under which circumstances: all that the report says.
 *
 * @param machine processor, cores and kernel
 * @param date the day, as {@code 2026-11-24}
 * @param parties version and options of everybody who took part, by name; separated by a semicolon
 * @param neighbourShares share of the machine that others used, 0 to 1, for each measurement
 * @param failures measurements that did not succeed, in words
 */
record Recording(
        String machine,
        String date,
        int rounds,
        int seconds,
        int warmUpSeconds,
        Map<String, String> parties,
        List<Double> neighbourShares,
        List<String> failures,
        Results results) {

    /** Returns how it was measured, as one sentence. */
    String method() {
        return rounds + " interleaved rounds (at most " + Scenario.FEW_ROUNDS + " where that is enough) of " + seconds
                + " s, after " + warmUpSeconds + " s of the same load to warm up.";
    }

    /** Returns program and version of everybody who took part, once each. */
    Stream<String> versions() {
        return parties.values().stream()
                .map(description -> description.split(";", 2)[0])
                .distinct();
    }

    /** Returns the share of the machine that others used during the measurements, 0 to 1. */
    Summary neighbours() {
        return neighbourShares.isEmpty() ? new Summary(0, 0, 0) : Summary.of(neighbourShares);
    }
}
