package io.tcplb.server.admin;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every route that the running server has, by every method, with every credential and every Host, Origin and
 * Content-Type, against what the contract says. A new route is in it by itself; one that needs a name or a body that is
 * not known here fails until somebody has thought about it.
 */
class AccessMatrixTest {
    private static final String SECRET = "s3cret";

    /** What stands for a {@code {}} after the segment before it. */
    private static final Map<String, String> NAMES =
            Map.of("pools", "web", "backends", "a", "zones", "z1", "sessions", "999");

    /** What a changing route takes, by its last segment; without a body when it is not here. */
    private static final Map<String, String> BODIES =
            Map.of("admin", "{\"state\":\"drain\"}", "weight", "{\"weight\":3}", "evacuate", "{\"force\":true}");

    private static final List<String> METHODS =
            List.of("GET", "HEAD", "POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE");

    private record Credential(String header, String query, boolean right) {}

    private static final List<Credential> CREDENTIALS = List.of(
            new Credential("", "", false),
            new Credential("Authorization: Bearer wrong", "", false),
            new Credential("Authorization: Bearer " + SECRET + "x", "", false),
            new Credential("Authorization: Basic " + SECRET, "", false),
            new Credential("Authorization: " + SECRET, "", false),
            new Credential("Cookie: token=" + SECRET, "", false),
            new Credential("X-Token: " + SECRET, "", false),
            new Credential("", "token=" + SECRET, false),
            new Credential("", "access_token=" + SECRET, false),
            new Credential("", "Authorization=Bearer%20" + SECRET, false),
            new Credential("Authorization: Bearer " + SECRET, "", true));

    private record Header(String line, boolean ours) {}

    private static final List<Header> HOSTS = List.of(
            new Header("Host: localhost:9900", true),
            new Header("Host: [::1]:9900", true),
            new Header("Host: rebound.example:9900", false),
            new Header("", false));

    private static final List<Header> ORIGINS = List.of(
            new Header("", true),
            new Header("Origin: http://localhost:9900", true),
            new Header("Origin: http://evil.example", false),
            new Header("Origin: null", false));

    private static final List<Header> TYPES = List.of(
            new Header("Content-Type: application/json", true),
            new Header("Content-Type: application/json; charset=utf-8", true),
            new Header("Content-Type: text/plain", false),
            new Header("Content-Type: application/x-www-form-urlencoded", false),
            new Header("", false));

    @TempDir
    private Path directory;

    private Rig rig;

    @BeforeEach
    void start() throws Exception {
        rig = new Rig(directory, 60_000);
    }

    @AfterEach
    void stop() throws IOException {
        rig.close();
    }

    @Test
    void withoutAToken() throws IOException {
        everything(false);
    }

    @Test
    void withAToken() throws IOException {
        rig.token(Files.writeString(directory.resolve("token"), SECRET + "\n"));
        everything(true);
    }

    private void everything(boolean tokenSet) throws IOException {
        int tried = 0;
        int changed = 0;
        for (Route route : rig.routes()) {
            for (String method : METHODS) {
                // What the route does not take is refused before anybody asks who sends it: one Host will do.
                // Content-Type matters to changes only.
                boolean own = known(route, method);
                for (Credential credential : CREDENTIALS) {
                    for (Header host : own ? HOSTS : HOSTS.subList(0, 1)) {
                        for (Header origin : own ? ORIGINS : ORIGINS.subList(0, 1)) {
                            for (Header type : own && route.changes() ? TYPES : TYPES.subList(3, 5)) {
                                changed += one(tokenSet, route, method, credential, host, origin, type) ? 1 : 0;
                                tried++;
                            }
                        }
                    }
                }
            }
        }
        assertThat(tried).isGreaterThan(11 * 800);
        assertThat(changed).as("those that may, can").isPositive();
    }

    /** Sends one request and returns whether it was taken and is one that changes something. */
    private boolean one(
            boolean tokenSet,
            Route route,
            String method,
            Credential credential,
            Header host,
            Header origin,
            Header type)
            throws IOException {
        String path = path(route) + (credential.query().isEmpty() ? "" : "?" + credential.query());
        List<String> headers = new ArrayList<>(List.of(credential.header(), host.line(), origin.line(), type.line()));
        headers.removeIf(String::isEmpty);
        String routed = method.equals("HEAD") ? "GET" : method;
        boolean changes = !routed.equals("GET");
        boolean known = known(route, method);
        long events = rig.timeline.newest();
        int reloads = rig.reloads.size();

        int status = rig.answer(method, path, headers, changes ? body(route) : "");

        String what = method + " " + path + " " + headers;
        if (!known) {
            assertThat(status).as(what).isEqualTo(405);
        } else {
            int denial = denial(tokenSet, changes, credential, host, origin, type);
            if (denial == 0) {
                assertThat(status).as(what).isIn(200, 404); // 404: no session 999
            } else {
                assertThat(status).as(what).isEqualTo(denial);
            }
        }
        boolean taken = known && changes && (status == 200 || status == 404);
        if (!taken) {
            assertThat(rig.timeline.newest()).as("events after " + what).isEqualTo(events);
            assertThat(rig.reloads).as("reloads after " + what).hasSize(reloads);
        }
        return taken;
    }

    /** Returns whether some route takes this method on the path of this one. */
    private boolean known(Route route, String method) {
        String routed = method.equals("HEAD") ? "GET" : method;
        return rig.routes().stream()
                .anyMatch(other -> other.match(Route.segments(path(route))) != null
                        && other.method().name().equals(routed));
    }

    /** The contract once more, written down independently of the code: the status, or 0 when the sender may. */
    private static int denial(
            boolean tokenSet, boolean changes, Credential credential, Header host, Header origin, Header type) {
        if (tokenSet) {
            if (!changes) {
                return 0;
            }
            return !credential.right() ? 401 : type.ours() ? 0 : 415;
        }
        if (!host.ours() || !origin.ours()) {
            return 403;
        }
        return changes && !type.ours() ? 415 : 0;
    }

    private static String path(Route route) {
        List<String> path = new ArrayList<>();
        for (String segment : route.pattern()) {
            if (segment.equals("{}")) {
                String before = path.get(path.size() - 1);
                assertThat(NAMES).as("a name after " + before + " in " + route).containsKey(before);
                path.add(NAMES.get(before));
            } else {
                path.add(segment);
            }
        }
        return String.join("/", path);
    }

    private static String body(Route route) {
        return BODIES.getOrDefault(route.pattern().get(route.pattern().size() - 1), "");
    }
}
