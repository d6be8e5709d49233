package io.tcplb.server.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.awaitility.Awaitility.await;

import io.tcplb.observe.BackendStatus;
import io.tcplb.observe.OverrideStatus;
import io.tcplb.server.json.JsonFields;
import io.tcplb.spec.AdminState;
import java.io.IOException;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AdminServerTest {
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final String JSON = "Content-Type: application/json";
    private static final String HOST = "Host: localhost";
    private static final String PUT_ADMIN = "/v1/pools/web/backends/a/admin";
    private static final String DRAIN = "{\"state\":\"drain\"}";

    /** Every route, with its method and a body that it takes. */
    private static final Map<String, List<String>> ROUTES = Map.ofEntries(
            Map.entry("/", List.of("GET", "")),
            Map.entry("/uplot.js", List.of("GET", "")),
            Map.entry("/v1/status", List.of("GET", "")),
            Map.entry("/v1/sessions", List.of("GET", "")),
            Map.entry("/v1/events", List.of("GET", "")),
            Map.entry("/v1/pools/web/explain", List.of("GET", "")),
            Map.entry("/v1/sessions/999", List.of("DELETE", "")),
            Map.entry("/v1/reload", List.of("POST", "")),
            Map.entry(PUT_ADMIN, List.of("PUT", DRAIN)),
            Map.entry("/v1/pools/web/backends/a/weight", List.of("PUT", "{\"weight\":3}")),
            Map.entry("/v1/pools/web/failback", List.of("POST", "")),
            Map.entry("/v1/zones/z1/evacuate", List.of("POST", "{\"force\":true}")),
            Map.entry("/v1/zones/z1/return", List.of("POST", "")));

    private static final List<String> METHODS =
            List.of("GET", "HEAD", "POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE");

    @TempDir
    private Path directory;

    private Rig rig;

    @BeforeEach
    void start() throws Exception {
        rig = new Rig(directory, 100);
    }

    @AfterEach
    void stop() throws IOException {
        rig.close();
    }

    @Test
    void everyRouteTakesItsMethodOnly() throws IOException {
        for (Map.Entry<String, List<String>> route : ROUTES.entrySet()) {
            String right = route.getValue().get(0);
            for (String method : METHODS) {
                Raw.Reply reply = send(method, route.getKey(), route.getValue().get(1), HOST, JSON);
                boolean taken = method.equals(right) || (method.equals("HEAD") && right.equals("GET"));
                int expected = !taken ? 405 : route.getKey().endsWith("/999") ? 404 : 200;
                assertThat(reply.status()).as(method + " " + route.getKey()).isEqualTo(expected);
                if (!taken) {
                    assertThat(reply.head()).containsIgnoringCase("allow: " + right);
                }
                assertThat(reply.body().isEmpty()).as("a body").isEqualTo(method.equals("HEAD"));
            }
        }
    }

    @Test
    void withoutATokenNoRouteChangesAnythingForAForeignCaller() throws IOException {
        long before = rig.timeline.newest();
        for (Map.Entry<String, List<String>> route : ROUTES.entrySet()) {
            String method = route.getValue().get(0);
            String body = route.getValue().get(1);
            if (!method.equals("GET")) {
                assertThat(send(method, route.getKey(), body, HOST).status()).isEqualTo(415);
                assertThat(send(method, route.getKey(), body, HOST, "Content-Type: text/plain")
                                .status())
                        .isEqualTo(415);
                assertThat(send(method, route.getKey(), body, HOST, JSON, "Origin: http://evil.example")
                                .status())
                        .isEqualTo(403);
            }
            assertThat(send(method, route.getKey(), body, JSON).status()).isEqualTo(403);
            assertThat(send(method, route.getKey(), body, "Host: evil.example", JSON)
                            .status())
                    .isEqualTo(403);
        }
        assertUnchanged(before);
    }

    @Test
    void withATokenNoRouteChangesAnythingForOneWhoDoesNotKnowIt() throws IOException {
        rig.token(tokenFile());
        long before = rig.timeline.newest();
        for (Map.Entry<String, List<String>> route : ROUTES.entrySet()) {
            String method = route.getValue().get(0);
            String body = route.getValue().get(1);
            if (method.equals("GET")) {
                assertThat(send(method, route.getKey(), body, "Host: lb.example")
                                .status())
                        .isEqualTo(200);
            } else {
                Raw.Reply none = send(method, route.getKey(), body, HOST, JSON);
                assertThat(none.status()).isEqualTo(401);
                assertThat(none.head()).containsIgnoringCase("www-authenticate: Bearer");
                assertThat(send(method, route.getKey(), body, HOST, JSON, "Authorization: Bearer no")
                                .status())
                        .isEqualTo(401);
            }
        }
        assertUnchanged(before);
        assertThat(send("PUT", PUT_ADMIN, DRAIN, "Host: lb.example", JSON, "Authorization: Bearer s3cret")
                        .status())
                .isEqualTo(200);
    }

    private void assertUnchanged(long before) {
        assertThat(rig.timeline.newest()).isEqualTo(before);
        assertThat(rig.reloads).isEmpty();
        assertThat(rig.balancer().status().pools().get(0).overrides()).isEmpty();
    }

    @Test
    void setsAndRemovesOverrides() throws IOException {
        assertThat(send("PUT", PUT_ADMIN, "{\"state\":\"drain\",\"for\":\"10m\"}", HOST, JSON)
                        .body())
                .isEqualTo("{\"ok\":true}\n");
        assertThat(send("PUT", "/v1/pools/web/backends/b/weight", "{\"weight\":7}", HOST, JSON)
                        .status())
                .isEqualTo(200);

        List<OverrideStatus> overrides = rig.balancer().status().pools().get(0).overrides();
        assertThat(overrides).extracting(OverrideStatus::what).containsExactlyInAnyOrder("drain", "weight 7");
        assertThat(overrides).extracting(OverrideStatus::origin).containsOnly("admin@127.0.0.1");
        assertThat(rig.timeline.after(0, 100))
                .as("one event says who did what")
                .filteredOn(event ->
                        event.kind().equals("admin") && event.transition().to().equals("drain"))
                .singleElement()
                .satisfies(event -> assertThat(event.transition().cause()).contains("admin@127.0.0.1"));
        JsonFields pool = get("/v1/status").objects("pools").get(0);
        assertThat(pool.objects("overrides")).hasSize(2);
        assertThat(pool.objects("backends").get(0).text("admin")).isEqualTo("drain");

        send("PUT", PUT_ADMIN, "{\"state\":\"ready\"}", HOST, JSON);
        assertThat(backend(0).admin()).isEqualTo(AdminState.READY);
    }

    @Test
    void evacuatesAndReturnsAZone() throws IOException {
        assertThat(send("POST", "/v1/zones/z1/evacuate", "{\"for\":\"30m\"}", HOST, JSON)
                        .status())
                .isEqualTo(200);
        await().atMost(PATIENCE).until(() -> !backend(0).serving() && backend(1).serving());
        Raw.Reply refused = send("POST", "/v1/zones/z2/evacuate", "", HOST, JSON);
        assertThat(refused.status()).as("nobody would be left").isEqualTo(409);
        assertThat(refused.body()).contains("pool web");
        assertThat(send("POST", "/v1/zones/z1/return", "", HOST, JSON).status()).isEqualTo(200);
        assertThat(send("POST", "/v1/zones/nowhere/return", "", HOST, JSON).status())
                .isEqualTo(404);
    }

    @Test
    void explainsAClient() throws IOException {
        JsonFields explanation = get("/v1/pools/web/explain?client=192.0.2.7");
        assertThat(explanation.text("client")).isEqualTo("192.0.2.7");
        assertThat(explanation.text("picked")).isEqualTo("a");
        assertThat(explanation.objects("backends").get(1).text("reason")).isNotEmpty();
    }

    @Test
    void listsAndClosesSessions() throws IOException {
        Socket client = rig.client();
        await().atMost(PATIENCE)
                .until(() -> get("/v1/sessions?pool=web").objects("sessions").size() == 1);
        JsonFields session = get("/v1/sessions").objects("sessions").get(0);
        assertThat(session.text("client")).isEqualTo("127.0.0.1:" + client.getLocalPort());
        assertThat(session.text("backend")).isEqualTo("a");

        assertThat(send("DELETE", "/v1/sessions/" + session.text("id"), "", HOST, JSON)
                        .status())
                .isEqualTo(200);
        await().atMost(PATIENCE)
                .until(() -> get("/v1/sessions").objects("sessions").isEmpty());
    }

    @Test
    void reloadsAndRehearses() throws IOException {
        JsonFields dry = JsonFields.parse(
                send("POST", "/v1/reload?dry-run=true", "", HOST, JSON).body());
        assertThat(dry.flag("dryRun")).isTrue();
        assertThat(dry.texts("changes")).containsExactly("zone a to b");
        send("POST", "/v1/reload", "", HOST, JSON);
        assertThat(rig.reloads).containsExactly("true admin@127.0.0.1", "false admin@127.0.0.1");

        rig.outcome.set(new Reloads.Outcome(Reloads.Result.INVALID, 2, List.of(), 0, List.of("lb.conf:1: x")));
        Raw.Reply invalid = send("POST", "/v1/reload", "", HOST, JSON);
        assertThat(invalid.status()).isEqualTo(422);
        assertThat(JsonFields.parse(invalid.body()).texts("problems")).containsExactly("lb.conf:1: x");
        rig.outcome.set(new Reloads.Outcome(Reloads.Result.REFUSED, 2, List.of(), 0, List.of("in use")));
        assertThat(send("POST", "/v1/reload", "", HOST, JSON).status()).isEqualTo(409);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "PUT | /v1/pools/web/backends/a/admin | {\"state\":\"gone\"} | 400 | state: gone",
                "PUT | /v1/pools/web/backends/a/admin | {} | 400 | state: missing",
                "PUT | /v1/pools/web/backends/a/admin | {\"state\":\"drain\",\"for\":\"0s\"} | 400 | for: 0s",
                "PUT | /v1/pools/web/backends/a/admin | {\"state\":\"drain\",\"for\":10} | 400 | for: 10",
                "PUT | /v1/pools/web/backends/a/admin | {\"state\":\"drain\",\"fro\":\"1s\"} | 400 | fro: unknown",
                "PUT | /v1/pools/web/backends/a/admin | {\"state\": | 400 | JSON",
                "PUT | /v1/pools/web/backends/x/admin | {\"state\":\"drain\"} | 404 | no backend x",
                "PUT | /v1/pools/x%2Fy/backends/a/admin | {\"state\":\"drain\"} | 404 | no pool x/y",
                "PUT | /v1/pools/web/backends/a/weight | {\"weight\":257} | 400 | weight: 257",
                "PUT | /v1/pools/web/backends/a/weight | {\"weight\":-1} | 400 | weight: -1",
                "PUT | /v1/pools/web/backends/a/weight | {\"weight\":1.5} | 400 | weight: 1.5",
                "PUT | /v1/pools/web/backends/a/weight | {\"weight\":\"3\"} | 400 | weight: 3",
                "POST | /v1/zones/z1/evacuate | {\"force\":\"yes\"} | 400 | force: yes",
                "POST | /v1/reload?dry-run=maybe | {} | 400 | dry-run: maybe",
                "DELETE | /v1/sessions/x | {} | 400 | number",
                "GET | /v1/sessions?pool=x | `` | 404 | no pool x",
                "GET | /v1/events?since=x | `` | 400 | since: x",
                "GET | /v1/pools/web/explain?client=localhost | `` | 400 | client: localhost",
                "GET | /v1/pools/%zz/explain | `` | 400 | %",
                "GET | /dashboard.html | `` | 404 | /v1/status",
                "GET | /v1/pools | `` | 404 | not found"
            })
    void saysWhatIsWrong(String method, String path, String body, int status, String why) throws IOException {
        Raw.Reply reply = send(method, path, body, HOST, JSON);
        assertThat(reply.status()).as(reply.body()).isEqualTo(status);
        assertThat(JsonFields.parse(reply.body()).text("error")).contains(why);
    }

    @Test
    void servesTheDashboardWithAPolicyThatLetsItLoadNothingFromElsewhere() throws IOException {
        Raw.Reply page = send("GET", "/", "", HOST);
        assertThat(page.body()).contains("<title>lb</title>").doesNotContain("http://", "https://");
        assertThat(page.head())
                .containsIgnoringCase("content-type: text/html")
                .containsIgnoringCase("content-security-policy: default-src 'none'")
                .containsIgnoringCase("x-content-type-options: nosniff");
        assertThat(send("GET", "/uplot.js", "", HOST).body()).contains("uPlot");
        assertThat(send("GET", "/troubleshooting", "", HOST).body()).contains("half_close_timeout");
    }

    @Test
    void boundsARequest() throws IOException {
        String large = " ".repeat(AdminServer.MAX_BODY_BYTES + 1);
        assertThat(send("PUT", PUT_ADMIN, large, HOST, JSON, "Expect: 100-continue")
                        .status())
                .isEqualTo(413);
        assertThat(send("GET", "/v1/status", "", HOST, "X: " + "x".repeat(70_000))
                        .status())
                .isBetween(400, 499);
    }

    @Test
    void isUnavailableBeforeTheBalancerIs() throws IOException {
        try (AdminServer early = new AdminServer("1.0.0", () -> null, () -> null, rig.timeline)) {
            early.prepareMove(new java.net.InetSocketAddress(rig.address().getAddress(), 0))
                    .commit();
            assertThat(Raw.send(early.address(), "GET", "/v1/status", List.of(HOST), "")
                            .status())
                    .isEqualTo(503);
            assertThat(Raw.send(early.address(), "POST", "/v1/reload", List.of(HOST, JSON), "")
                            .status())
                    .isEqualTo(503);
        }
    }

    @Test
    void namesTheAddressThatIsInUseAndTheWayOut() {
        try (AdminServer second = new AdminServer("1.0.0", () -> null, () -> null, rig.timeline)) {
            assertThatIOException()
                    .isThrownBy(() -> second.prepareMove(rig.address()))
                    .withMessage("admin.bind 127.0.0.1:" + rig.address().getPort() + ": address already in use"
                            + " (another lb? set admin.bind to a free address, or to off)");
            assertThat(second.listens()).isFalse();
        }
    }

    private Path tokenFile() throws IOException {
        return Files.writeString(directory.resolve("token"), "s3cret\n");
    }

    private BackendStatus backend(int index) {
        return rig.balancer().status().pools().get(0).backends().get(index);
    }

    private JsonFields get(String path) throws IOException {
        Raw.Reply reply = send("GET", path, "", HOST);
        assertThat(reply.status()).as(reply.body()).isEqualTo(200);
        return JsonFields.parse(reply.body());
    }

    private Raw.Reply send(String method, String path, String body, String... headers) throws IOException {
        return Raw.send(rig.address(), method, path, List.of(headers), body);
    }
}
