package io.tcplb.server.simulate;

import static org.assertj.core.api.Assertions.assertThat;

import io.tcplb.server.config.ConfigFile;
import io.tcplb.server.config.InvalidConfigException;
import io.tcplb.simulate.Scenario;
import io.tcplb.simulate.Simulation;
import io.tcplb.spec.LbSpec;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The scenarios that come with lb show, to the last session, what their comments promise. */
class ScenariosTest {
    private static final Path DIRECTORY = Path.of("..", "conf", "scenarios");

    @ParameterizedTest
    @ValueSource(strings = {"kill-primary", "zone-loss", "flapping", "hang"})
    void showsWhatItAlwaysHas(String name) throws Exception {
        assertThat(run(name, false)).isEqualTo(golden(name));
    }

    @Test
    void everyScenarioHasItsGolden() throws IOException {
        try (Stream<Path> files = Files.list(DIRECTORY)) {
            List<String> names = files.map(file -> file.getFileName().toString())
                    .filter(name -> !name.endsWith(".lb.conf"))
                    .sorted()
                    .toList();

            assertThat(names).containsExactly("flapping.conf", "hang.conf", "kill-primary.conf", "zone-loss.conf");
        }
    }

    @Test
    void aKilledPrimaryCostsItsSessionsAndNobodyElse() throws Exception {
        assertThat(run("kill-primary", false))
                .contains("> down db/db-1", "to=\"tier 1\"", "stable for 30s", "refused          none")
                .contains("failovers        health 1", "failbacks        1", "oscillations     none");
    }

    @Test
    void withTheFirstByteTimeoutAndReplayNoNewClientOfAHungServerFails() throws Exception {
        assertThat(run("hang", false)).contains("refused          none", "retried          backend_down");
    }

    @Test
    void jsonIsOneObjectForEachSecondAndOneForTheEnd() throws Exception {
        List<String> lines = run("kill-primary", true).lines().toList();

        assertThat(lines).hasSize(91);
        assertThat(lines.get(0))
                .startsWith("{\"second\":1,\"pool\":\"db\",\"state\":\"ok\",\"activeTier\":0,\"serving\":[\"db-1\"],"
                        + "\"sessions\":{\"db-1\":");
        assertThat(lines.get(10)).contains("{\"at\":10.0,\"scenario\":\"down db/db-1\"}", "\"kind\":\"health\"");
        assertThat(lines.get(90))
                .startsWith("{\"summary\":[{\"pool\":\"db\",\"accepted\":")
                .endsWith("]}]}");
    }

    private static String run(String name, boolean json) throws InvalidConfigException {
        LbSpec lb = ConfigFile.load(DIRECTORY.resolve(name + ".lb.conf")).lb();
        Scenario scenario = ScenarioFile.load(DIRECTORY.resolve(name + ".conf"), Map.of(), lb.pools(), lb.pools());
        StringWriter text = new StringWriter();
        PrintWriter out = new PrintWriter(text);
        Report report = json ? new JsonLines(out) : new Table(out, lb.pools().size(), false);
        report.end(Simulation.run(lb, lb.pools(), scenario, report));
        return text.toString();
    }

    private static String golden(String name) throws IOException {
        try (InputStream in = ScenariosTest.class.getResourceAsStream(name + ".txt")) {
            return new String(Objects.requireNonNull(in, name).readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
