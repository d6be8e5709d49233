package io.tcplb.server.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.tcplb.observe.Transition;
import io.tcplb.server.admin.Reloads;
import io.tcplb.server.admin.Rig;
import io.tcplb.server.json.JsonFields;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** The verbs, against a real balancer and its admin API. */
class AdminVerbsTest {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @TempDir
    private Path directory;

    private Rig rig;
    private String url;

    @BeforeEach
    void start() throws Exception {
        rig = new Rig(directory, 100);
        url = rig.url();
    }

    @AfterEach
    void stop() throws IOException {
        rig.close();
    }

    @Test
    void statusIsATableWhoseColumnsLineUp() {
        assertThat(lb("status")).as(err.toString()).isZero();
        List<String> lines = out.toString().lines().toList();
        assertThat(lines.get(0)).matches("lb 1\\.0\\.0, up .*s, configuration 1, (epoll|nio)");
        assertThat(lines).anyMatch(line -> line.matches("web +127\\.0\\.0\\.1:\\d+ +web +0 +0 +0\\.0"));
        assertThat(lines).contains("POOL web: ok, round-robin, tier 0 serves, 2 of 2 eligible");
        String head = lines.stream()
                .filter(line -> line.startsWith("BACKEND"))
                .findFirst()
                .orElseThrow();
        String a =
                lines.stream().filter(line -> line.startsWith("a ")).findFirst().orElseThrow();
        String b =
                lines.stream().filter(line -> line.startsWith("b ")).findFirst().orElseThrow();
        assertThat(a.substring(head.indexOf("STATE"))).startsWith("serving ");
        assertThat(b.substring(head.indexOf("STATE"))).startsWith("standby ");
        assertThat(b.substring(head.indexOf("WHY"))).isNotBlank();
    }

    @Test
    void statusAsJsonIsWhatTheApiSays() {
        assertThat(lb("status", "--json")).isZero();
        assertThat(JsonFields.parse(out.toString()).text("version")).isEqualTo("1.0.0");
    }

    @Test
    void watchGoesOnUntilTheBalancerIsGone() throws Exception {
        CompletableFuture<Integer> watching = CompletableFuture.supplyAsync(() -> lb("status", "--watch"));
        await().atMost(PATIENCE).until(() -> out.toString().split("POOL web", -1).length > 2);
        rig.closeApi();
        assertThat(watching.get(20, TimeUnit.SECONDS)).isEqualTo(1);
    }

    @Test
    void drainsAndWeighsAndBringsBack() {
        assertThat(lb("backend", "drain", "web/a", "--for", "10m")).isZero();
        assertThat(lb("backend", "weight", "web/b", "7")).isZero();
        assertThat(lb("status")).isZero();
        assertThat(out.toString())
                .contains("web/a drain for 10m", "web/b weight 7", "override: b weight 7 by admin@127.0.0.1")
                .containsPattern("override: a drain by admin@127\\.0\\.0\\.1, (10m 0s|9m \\d+s) left")
                .contains("POOL web: degraded");
        assertThat(lb("backend", "maint", "web/a")).isZero();
        assertThat(lb("backend", "ready", "web/a")).isZero();
        assertThat(lb("failback", "web")).isZero();
        assertThat(err.toString()).isEmpty();
    }

    @Test
    void evacuatesAZoneUnlessTheRestCannotCarryIt() {
        assertThat(lb("zone", "evacuate", "z1", "--for", "30m")).isZero();
        assertThat(lb("zone", "evacuate", "z2")).isEqualTo(1);
        assertThat(err.toString()).startsWith("lb: pool web: ");
        assertThat(lb("zone", "evacuate", "z2", "--force")).isZero();
        assertThat(lb("zone", "return", "z1")).isZero();
        assertThat(lb("zone", "return", "z2")).isZero();
    }

    @Test
    void namesThingsForCompletion() {
        assertThat(lb("completion", "ids", "backends")).isZero();
        assertThat(out.toString().lines()).containsExactly("web/a", "web/b");
        assertThat(lb("completion", "ids", "pools")).isZero();
        assertThat(lb("completion", "ids", "zones")).isZero();
        assertThat(out.toString().lines()).containsExactly("web/a", "web/b", "web", "z1", "z2");
        assertThat(lb("completion", "ids", "planets")).isEqualTo(2);
    }

    @Test
    void reloadSaysWhatChangedOrWould() {
        assertThat(lb("reload", "--dry-run")).isZero();
        assertThat(lb("reload")).isZero();
        assertThat(out.toString().lines())
                .containsExactly(
                        "zone a to b",
                        "3 sessions are on backends that would go",
                        "zone a to b",
                        "3 sessions are on backends that go",
                        "configuration 2");
        assertThat(rig.reloads).containsExactly("true admin@127.0.0.1", "false admin@127.0.0.1");

        rig.outcome.set(new Reloads.Outcome(Reloads.Result.INVALID, 2, List.of(), 0, List.of("lb.conf:1: x: unknown")));
        assertThat(lb("reload")).isEqualTo(2);
        assertThat(err.toString().lines())
                .containsExactly("lb: reload refused, the running configuration stays", "lb.conf:1: x: unknown");
    }

    @Test
    void everyVerbThatPrintsSomethingSpeaksJson() throws Exception {
        rig.client();
        await().atMost(PATIENCE).until(() -> {
            out.getBuffer().setLength(0);
            return lb("sessions", "--json") == 0 && out.toString().contains("\"relaying\"");
        });
        String session =
                JsonFields.parse(out.toString()).objects("sessions").get(0).text("id");
        for (List<String> verb : List.of(
                List.of("status"),
                List.of("sessions"),
                List.of("sessions", "--close", session),
                List.of("explain", "web"),
                List.of("backend", "drain", "web/a"),
                List.of("backend", "maint", "web/a"),
                List.of("backend", "ready", "web/a"),
                List.of("backend", "weight", "web/a", "2"),
                List.of("failback", "web"),
                List.of("zone", "evacuate", "z1"),
                List.of("zone", "return", "z1"),
                List.of("reload", "--dry-run"),
                List.of("reload"),
                List.of("drill", "fail", "web/a", "--for", "1s", "--baseline", "0s"))) {
            out.getBuffer().setLength(0);
            List<String> arguments = new ArrayList<>(verb);
            arguments.add("--json");
            assertThat(lb(arguments.toArray(String[]::new)))
                    .as(verb + " " + err)
                    .isZero();
            assertThat(out.toString().lines()).as(verb.toString()).hasSize(1);
            assertThat(JsonFields.parse(out.toString()).names())
                    .as(verb.toString())
                    .isNotEmpty();
        }
        out.getBuffer().setLength(0);
        assertThat(lb("events", "--json")).isZero();
        assertThat(out.toString().lines())
                .isNotEmpty()
                .allSatisfy(
                        line -> assertThat(JsonFields.parse(line).text("kind")).isNotEmpty());
    }

    @Test
    void aDrillTakesABackendOutAndBringsItBack() {
        assertThat(lb("drill", "fail", "web/a", "--for", "1s", "--baseline", "0s", "--abort-if", "held>0,errors>1%"))
                .as(err.toString())
                .isZero();
        assertThat(out.toString()).startsWith("drill web/a: passed\nout for 1").contains("served again after");
        assertThat(err.toString().lines()).containsExactly("web/a is out for 1s", "web/a is brought back");
        assertThat(rig.timeline.after(0, 100))
                .extracting(event -> event.transition().to())
                .contains("maint");
        assertThat(rig.balancer().status().pools().get(0).overrides()).isEmpty();
    }

    @Test
    void aDrillThatMayNotBeginChangesNothing() {
        long before = rig.timeline.newest();
        assertThat(lb("drill", "fail", "web/b", "--for", "1s")).isEqualTo(1);
        assertThat(err.toString()).contains("lb: drill refused: web/b does not serve: ");
        assertThat(lb("drill", "fail", "web/a", "--for", "1s", "--baseline", "0s", "--abort-if", "eligible<3"))
                .isEqualTo(1);
        assertThat(err.toString()).contains("before anything is done: eligible 2 (eligible<3)");
        assertThat(lb("drill", "fail", "web/x", "--for", "1s")).isEqualTo(1);
        assertThat(lb("drill", "fail", "nowhere/a", "--for", "1s")).isEqualTo(1);
        assertThat(rig.timeline.newest()).isEqualTo(before);
    }

    @Test
    void aDrillAbortsAndRestores() {
        assertThat(lb("drill", "fail", "web/a", "--for", "60s", "--baseline", "0s", "--abort-if", "eligible<2"))
                .isEqualTo(1);
        assertThat(err.toString()).contains("lb: drill aborted: eligible 1 (eligible<2)");
        assertThat(out.toString()).startsWith("drill web/a: aborted, eligible 1");
        assertThat(rig.balancer().status().pools().get(0).overrides()).isEmpty();
    }

    @Test
    void explainsAndRefusesWhatIsNoAddress() {
        assertThat(lb("explain", "web", "--client", "192.0.2.1")).isZero();
        assertThat(out.toString())
                .startsWith("a new session goes to web/a\n")
                .containsPattern("b +1 +z2 +yes +no +\\S+");
        assertThat(lb("explain", "web", "--client", "x")).isEqualTo(2);
        assertThat(lb("explain", "nowhere")).isEqualTo(1);
        assertThat(err.toString()).contains("lb: no pool nowhere");
    }

    @Test
    void listsAndClosesSessions() throws Exception {
        rig.client();
        await().atMost(PATIENCE).until(() -> {
            out.getBuffer().setLength(0);
            return lb("sessions", "--pool", "web", "--json") == 0
                    && out.toString().contains("\"relaying\"");
        });
        String id = JsonFields.parse(out.toString()).objects("sessions").get(0).text("id");
        assertThat(lb("sessions")).isZero();
        assertThat(out.toString()).containsPattern(id + " +web +127\\.0\\.0\\.1:\\d+ +web +a +relaying ");
        assertThat(lb("sessions", "--close", id)).isZero();
        await().atMost(PATIENCE).until(() -> lb("sessions", "--close", id) == 1);
        assertThat(err.toString()).contains("lb: no session " + id);
    }

    @Test
    void eventsReadAsSentences() {
        long before = rig.timeline.newest();
        rig.timeline.record(down("refused \u001b[2J"));
        assertThat(lb("events", "--since", Long.toString(before))).isZero();
        assertThat(out.toString())
                .matches("\\S+T\\S+Z  health      web/a  up -> down: refused \\?\\[2J \\(3 sessions\\)\\R");
    }

    @Test
    void followsEventsAsTheyHappen() throws Exception {
        CompletableFuture<Integer> following = CompletableFuture.supplyAsync(() -> lb("events", "--follow", "--json"));
        rig.timeline.record(down("one"));
        await().atMost(PATIENCE).until(() -> out.toString().contains("\"cause\":\"one\""));
        rig.timeline.record(down("two"));
        await().atMost(PATIENCE).until(() -> out.toString().contains("\"cause\":\"two\""));
        assertThat(following).isNotDone();
        rig.closeApi();
        assertThat(following.get(20, TimeUnit.SECONDS)).isEqualTo(1);
    }

    @Test
    void sendsTheToken() throws IOException {
        Path file = Files.writeString(directory.resolve("token"), "s3cret\n");
        rig.token(file);
        assertThat(lb("failback", "web")).isEqualTo(1);
        assertThat(err.toString()).contains("the bearer token is missing or wrong");
        assertThat(lb("failback", "web", "--token-file", file.toString())).isZero();
        assertThat(lb("failback", "web", "--token-file", directory + "/none")).isEqualTo(1);
    }

    @Test
    void badUsageIsTwo() {
        for (List<String> bad : List.of(
                List.of("backend"),
                List.of("backend", "drain"),
                List.of("backend", "drain", "web"),
                List.of("backend", "drain", "web/a/b"),
                List.of("backend", "drain", "web/a", "--for", "soon"),
                List.of("backend", "weight", "web/a", "257"),
                List.of("backend", "weight", "web/a", "x"),
                List.of("zone"),
                List.of("drill"),
                List.of("drill", "fail", "web/a"),
                List.of("drill", "fail", "web/a", "--for", "0s"),
                List.of("drill", "fail", "web/a", "--for", "soon"),
                List.of("drill", "fail", "web/a", "--for", "1s", "--abort-if", "errors>1"),
                List.of("sessions", "--close", "x"),
                List.of("explain"))) {
            assertThat(lb(bad.toArray(String[]::new))).as(bad.toString()).isEqualTo(2);
        }
        assertThat(err.toString())
                .doesNotContain("\tat ")
                .contains("'errors>1' is no condition (expected for example errors>1%, ")
                .contains("'soon' is no duration (expected for example 60s)");
        assertThat(execute("status", "--admin", "127.0.0.1:9900")).isEqualTo(2);
        assertThat(execute("status", "--admin", "ftp://127.0.0.1")).isEqualTo(2);
    }

    @Test
    void oneLineSaysThatNobodyListens() {
        rig.closeApi();
        assertThat(lb("status")).isEqualTo(1);
        assertThat(err.toString().lines())
                .containsExactly("lb: " + url + ": nobody listens there; is lb running?"
                        + " --admin or LB_ADMIN says where its admin API is");
    }

    private static Transition down(String cause) {
        return new Transition(Transition.Kind.HEALTH, "web", "a", "up", "down", cause, 3);
    }

    private int lb(String... args) {
        List<String> all = new ArrayList<>(List.of(args));
        all.addAll(List.of("--admin", url));
        return execute(all.toArray(String[]::new));
    }

    private int execute(String... args) {
        CommandLine lb = LbCommand.commandLine();
        lb.setOut(new PrintWriter(out, true)).setErr(new PrintWriter(err, true));
        return lb.execute(args);
    }
}
