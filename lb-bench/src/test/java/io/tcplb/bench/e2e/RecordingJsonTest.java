package io.tcplb.bench.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RecordingJsonTest {
    @Test
    void readsWhatItWrote() {
        Map<String, String> parties = new LinkedHashMap<>();
        parties.put("nginx", "nginx 1.22; \"as it comes\"");
        parties.put("lb", "lb 1.0; defaults");
        parties.put("HAProxy (tuned)", "HAProxy 2.6; tuned");
        Results results = new Results();
        Metric cost = Metric.lower("CPU, all", "µs", 2);
        results.add("requests-50", cost, Party.DIRECT, 3);
        results.add("requests-50", cost, Party.LB, 4.25);
        results.add("requests-50", cost, Party.LB, 5e-7);
        Recording written =
                new Recording("a machine", "2026-01-02", 7, 2, 6, parties, List.of(0.5), List.of("bulk: no"), results);

        Recording read = RecordingJson.read(RecordingJson.write(written));

        assertThat(read).usingRecursiveComparison().ignoringFields("results").isEqualTo(written);
        assertThat(read.parties().keySet()).containsExactlyElementsOf(parties.keySet());
        assertThat(read.results().metrics()).containsExactly(cost);
        assertThat(read.results().scenario(cost)).isEqualTo("requests-50");
        assertThat(read.results().samples(cost, Party.DIRECT)).containsExactly(3.0);
        assertThat(read.results().samples(cost, Party.LB)).containsExactly(4.25, 5e-7);
    }

    @Test
    void refusesOtherFiles() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> RecordingJson.read("{\"rounds\": 3}"))
                .withMessageStartingWith("not the results of a run of bin/bench");
    }
}
