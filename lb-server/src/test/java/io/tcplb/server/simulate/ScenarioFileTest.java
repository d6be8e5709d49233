package io.tcplb.server.simulate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.tcplb.server.config.ConfigFile;
import io.tcplb.server.config.InvalidConfigException;
import io.tcplb.server.config.Problem;
import io.tcplb.simulate.Act;
import io.tcplb.simulate.Scenario;
import io.tcplb.simulate.ServerState;
import io.tcplb.spec.AdminState;
import io.tcplb.spec.PoolSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ScenarioFileTest {
    @TempDir
    private Path directory;

    private List<PoolSpec> pools = List.of();

    @BeforeEach
    void pools() throws Exception {
        Path lb = directory.resolve("lb.conf");
        Files.writeString(lb, """
                listeners { l { bind = "127.0.0.1:0", pool = web } }
                pools {
                  web { backends = [ { id = a, address = "h:1", zone = z1 }, { id = b, address = "h:2", zone = z2 } ] }
                  db { backends = [ { id = x, address = "h:3", zone = z1 } ] }
                }
                """);
        pools = ConfigFile.load(lb, Map.of()).lb().pools();
    }

    @Test
    void everyEventIsRead() throws Exception {
        Scenario scenario = read("""
                duration = 2m, seed = 7, load = [ { at = 1s, rate = 200 }, { rate = 0.5 } ]
                arrivals = random, session = 3s, session-lengths = random, addresses = 9, patience = 5s
                harmless-first-bytes = true
                events = [
                  { at = 10s, down = "web/a", for = 5s }, { at = 1s, hang = "web/a" }, { at = 2s, unreachable = "web/b" }
                  { at = 3s, slow = "web/a", by = 300ms }, { at = 20s, flap = "db/x", every = 4s, times = 2 }
                  { at = 30s, zone-down = z1, for = 1s }, { at = 32s, drain = "web/a", for = 9s }
                  { at = 33s, maint = "web/b" }, { at = 34s, ready = "web/b" }, { at = 35s, weight = "web/a", to = 0 }
                  { at = 36s, failback = web }, { at = 37s, evacuate = z2, for = 3s, force = true }
                  { at = 38s, return = z2 }, { at = 39s, remove = "web/b" }, { at = 40s, zone-up = z1 }
                  { at = 41s, up = "web/a" }
                ]
                """);

        assertThat(scenario.duration()).isEqualTo(Duration.ofMinutes(2));
        assertThat(scenario.seed()).isEqualTo(7);
        assertThat(scenario.load())
                .containsExactly(new Scenario.Load(Duration.ZERO, 0.5), new Scenario.Load(Duration.ofSeconds(1), 200));
        assertThat(scenario.clients())
                .isEqualTo(new Scenario.Clients(
                        Scenario.Spread.RANDOM,
                        Duration.ofSeconds(3),
                        Scenario.Spread.RANDOM,
                        9,
                        Duration.ofSeconds(5),
                        true));
        assertThat(scenario.steps().stream().map(step -> step.at().toMillis() + " " + step.words()))
                .containsExactly(
                        "1000 hang web/a",
                        "2000 unreachable web/b",
                        "3000 slow web/a by 300ms",
                        "10000 down web/a",
                        "15000 up web/a",
                        "20000 down db/x (1 of 2)",
                        "22000 up db/x",
                        "24000 down db/x (2 of 2)",
                        "26000 up db/x",
                        "30000 zone-down z1",
                        "31000 zone-up z1",
                        "32000 lb backend drain web/a --for 9s",
                        "33000 lb backend maint web/b",
                        "34000 lb backend ready web/b",
                        "35000 lb backend weight web/a 0",
                        "36000 lb failback web",
                        "37000 lb zone evacuate z2 --for 3s",
                        "38000 lb zone return z2",
                        "39000 remove web/b",
                        "40000 zone-up z1",
                        "41000 up web/a");
        assertThat(scenario.steps().get(9).acts())
                .containsExactly(
                        new Act.Server("web", "a", ServerState.UNREACHABLE),
                        new Act.Server("db", "x", ServerState.UNREACHABLE));
        assertThat(scenario.steps().get(11).acts())
                .containsExactly(new Act.Admin("web", "a", AdminState.DRAIN, Duration.ofSeconds(9)));
        assertThat(scenario.steps().get(16).acts())
                .containsExactly(new Act.Evacuate("z2", Duration.ofSeconds(3), true));
    }

    @Test
    void whatHappensToPoolsThatTakeNoPartIsLeftOut() throws Exception {
        Path file = write(
                "load = [ { rate = 1 } ], events = [ { at = 1s, down = \"db/x\" }, { at = 2s, zone-down = z1 } ]");

        Scenario scenario = ScenarioFile.load(
                file,
                Map.of(),
                pools,
                pools.stream().filter(pool -> pool.name().equals("web")).toList());

        assertThat(scenario.steps()).hasSize(1);
        assertThat(scenario.steps().get(0).acts()).containsExactly(new Act.Server("web", "a", ServerState.UNREACHABLE));
    }

    @Test
    void everyProblemIsFoundWithItsLine() throws Exception {
        assertThat(problems("""
                        duration = 0s
                        sede = 1
                        load = [ { at = 5s } ]
                        session = 2
                        addresses = 0
                        events = [
                          { at = 1s, down = "web/c" }
                          { down = "web/a" }
                          { at = 1s }
                          { at = 1s, up = "web/a", down = "web/b" }
                          { at = 1s, slow = "web/a" }
                          { at = 1s, up = "web/a", by = 3s }
                          { at = 1s, evacuate = z9 }
                          { at = 1s, weight = "web/a", to = 300 }
                          { at = 1s, down = "web/a", explode = 1 }
                          { at = 1s, flap = "web/a", every = 0s, times = 0 }
                        ]
                        """))
                .satisfiesExactly(
                        p -> assertThat(p).startsWith("1: duration: 0s (expected more than 0s"),
                        p -> assertThat(p).startsWith("2: sede: unknown key (expected a known key; perhaps seed"),
                        p -> assertThat(p).startsWith("3: load[0].rate: missing"),
                        p -> assertThat(p).startsWith("4: session: 2 (expected a duration with its unit"),
                        p -> assertThat(p).startsWith("5: addresses: 0 (expected 1.."),
                        p -> assertThat(p).startsWith("7: events[0].down: web/c (expected one of web/a, web/b, db/x"),
                        p -> assertThat(p).startsWith("8: events[1].at: missing"),
                        p -> assertThat(p)
                                .startsWith("9: events[2]: nothing happens (expected exactly one of down, hang"),
                        p -> assertThat(p).startsWith("10: events[3]: down and up (expected exactly one of"),
                        p -> assertThat(p).startsWith("11: events[4].by: missing"),
                        p -> assertThat(p).startsWith("12: events[5].by: 3s (expected nothing: it does not go with up"),
                        p -> assertThat(p).startsWith("13: events[6].evacuate: z9 (expected one of z1, z2"),
                        p -> assertThat(p).startsWith("14: events[7].to: 300 (expected 0..256"),
                        p -> assertThat(p).startsWith("15: events[8].explode: unknown key"),
                        p -> assertThat(p).startsWith("16: events[9].every: 0s (expected > 0"),
                        p -> assertThat(p).startsWith("16: events[9].times: 0 (expected 1.."));
    }

    @Test
    void aLoadIsRequiredAndAMissingFileIsAProblem() throws Exception {
        assertThat(problems("seed = 1")).singleElement().asString().startsWith("1: load: ");
        InvalidConfigException missing = catchThrowableOfType(
                InvalidConfigException.class,
                () -> ScenarioFile.load(directory.resolve("none.conf"), Map.of(), pools, pools));
        assertThat(missing).hasMessageContaining("no such file");
    }

    private Scenario read(String text) throws Exception {
        return ScenarioFile.load(write(text), Map.of(), pools, pools);
    }

    private List<String> problems(String text) throws IOException {
        Path file = write(text);
        InvalidConfigException e = catchThrowableOfType(
                InvalidConfigException.class, () -> ScenarioFile.load(file, Map.of(), pools, pools));
        assertThat(e).as("refused").isNotNull();
        return e.problems().stream()
                .map(Problem::toString)
                .map(line -> line.substring(file.toString().length() + 1))
                .toList();
    }

    private Path write(String text) throws IOException {
        return Files.writeString(directory.resolve("scenario.conf"), text);
    }
}
