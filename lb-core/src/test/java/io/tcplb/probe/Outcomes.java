package io.tcplb.probe;

import static org.assertj.core.api.Assertions.assertThat;

import io.tcplb.health.ProbeResult;

/** Reads what a probe found. */
final class Outcomes {
    private Outcomes() {}

    static void assertPassed(Outcome outcome, String detail) {
        assertResult(outcome, true, detail, false);
    }

    /** Asserts a failure that proves the network. */
    static void assertFailed(Outcome outcome, String detail) {
        assertResult(outcome, false, detail, false);
    }

    static void assertLost(Outcome outcome, String detail) {
        assertResult(outcome, false, detail, true);
    }

    private static void assertResult(Outcome outcome, boolean passed, String detail, boolean lost) {
        assertThat(outcome).isInstanceOf(Outcome.Done.class);
        ProbeResult result = ((Outcome.Done) outcome).result();
        assertThat(result).isEqualTo(new ProbeResult(passed, result.nanos(), detail, lost));
    }

    static void assertNotRun(Outcome outcome, String containing) {
        assertThat(outcome).isInstanceOf(Outcome.NotRun.class);
        assertThat(((Outcome.NotRun) outcome).reason()).containsIgnoringCase(containing);
    }
}
