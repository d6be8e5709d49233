package io.tcplb.it.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import io.tcplb.it.chaos.Fault.Kind;
import io.tcplb.it.chaos.Verdict.Entry;
import io.tcplb.it.kit.CodedTraffic.End;
import io.tcplb.it.kit.CodedTraffic.Outcome;
import java.util.List;
import org.junit.jupiter.api.Test;

class VerdictTest {
    private static final Fault KILL = new Fault(10_000, 2_000, Kind.KILL, 1);
    private static final int PORT = 40_000;

    @Test
    void aResetNeedsAFaultOfItsBackendAtItsTime() {
        assertThat(judge(at(10_500, End.RESET), "b1", "backend_reset")).isEmpty();
        assertThat(judge(at(10_500, End.RESET), "b2", "backend_reset")).hasSize(1);
        assertThat(judge(at(9_000, End.RESET), "b1", "backend_reset")).hasSize(1);
        assertThat(judge(at(18_000, End.RESET), "b1", "backend_reset")).hasSize(1);
        assertThat(judge(at(10_500, End.RESET), "b1", "client_reset")).hasSize(1);
    }

    @Test
    void aFaultOfNoBackendExplainsAnySession() {
        Fault fault = new Fault(10_000, 0, Kind.DESTROY_CLIENT_SIDE, Fault.NOBODY);
        assertThat(Verdict.of(
                        List.of(at(10_010, End.RESET)),
                        List.of(new Entry(PORT, "b3", "client_closed", 200)),
                        List.of(fault)))
                .isEmpty();
    }

    @Test
    void aSlowReaderLearnsOfItLate() {
        Outcome late = new Outcome(1, PORT, 9_900, 30_000, End.RESET, 100, "");
        assertThat(Verdict.of(List.of(late), List.of(new Entry(PORT, "b1", "backend_reset", 200)), List.of(KILL)))
                .isEmpty();
    }

    @Test
    void nothingExplainsWrongBytesATruncationOrAHang() {
        for (End end : List.of(End.WRONG, End.TRUNCATED, End.HUNG)) {
            assertThat(judge(at(10_500, end), "b1", "backend_reset"))
                    .as("%s", end)
                    .hasSize(1);
        }
    }

    @Test
    void noSessionMayFindNoBackend() {
        assertThat(judge(at(10_500, End.RESET), "", "no_backend")).hasSize(1);
        assertThat(judge(at(10_500, End.ABANDONED), "b1", "connect_refused")).hasSize(1);
    }

    @Test
    void everySessionIsLoggedOnce() {
        Outcome done = at(5_000, End.COMPLETE);
        Entry entry = new Entry(PORT, "b0", "client_closed", 400);
        assertThat(Verdict.of(List.of(done), List.of(), List.of())).hasSize(1);
        assertThat(Verdict.of(List.of(done), List.of(entry, entry), List.of())).hasSize(1);
        assertThat(Verdict.of(List.of(), List.of(entry), List.of())).hasSize(1);
        assertThat(Verdict.of(List.of(done, done), List.of(entry, entry), List.of()))
                .isEmpty();
    }

    private static List<String> judge(Outcome outcome, String backend, String reason) {
        return Verdict.of(List.of(outcome), List.of(new Entry(PORT, backend, reason, 400)), List.of(KILL));
    }

    private static Outcome at(long endMillis, End end) {
        return new Outcome(1, PORT, endMillis - 400, endMillis, end, 100, "");
    }
}
