package io.tcplb.bench.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class ScenariosTest {
    @Test
    void theUsageListsWhatThereIsInItsOrder() {
        assertThat(scenarios(options())).extracting(Scenario::name).containsExactlyElementsOf(Options.SCENARIOS);
    }

    @Test
    void aWholeRunTakesAtMostTwentyFiveMinutes() {
        assertThat(Bench.estimateSeconds(scenarios(options()), options()) / 60).isBetween(15.0, 25.0);
    }

    @Test
    void aQuickRunTakesAThirdOfThat() {
        Options quick = options("--quick");
        assertThat(Bench.estimateSeconds(scenarios(quick), quick) / 60).isBetween(3.0, 8.0);
    }

    @Test
    void nobodyTakesPartWhoWasNotAskedTo() {
        Options options = options("--parties", "nginx-tuned,lb");
        assertThat(scenarios(options))
                .allSatisfy(scenario -> assertThat(scenario.parties())
                        .extracting(Party::column)
                        .isSubsetOf(Party.NGINX_TUNED, Party.LB));
    }

    private static List<Scenario> scenarios(Options options) {
        return new Scenarios(options).all();
    }

    private static Options options(String... args) {
        return Options.parse(List.of(args), Path.of("/project"));
    }
}
