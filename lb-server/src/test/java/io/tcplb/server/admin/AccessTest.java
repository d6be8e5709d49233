package io.tcplb.server.admin;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AccessTest {
    private static final String JSON = "application/json";

    @TempDir
    private Path directory;

    private Token token;

    @BeforeEach
    void write() throws IOException {
        Path file = directory.resolve("token");
        Files.writeString(file, "s3cret\n");
        token = Token.read(file);
    }

    @Test
    void withATokenOnlyWhoKnowsItChangesAnything() throws Exception {
        assertThat(status(token, change("192.0.2.1", "lb.example", null, "Bearer s3cret", JSON)))
                .isZero();
        assertThat(status(token, change("192.0.2.1", "lb.example", "http://lb.example", "bearer s3cret", JSON)))
                .isZero();
        assertThat(status(token, change("192.0.2.1", "lb.example", null, "Bearer s3cret", null)))
                .isEqualTo(415);
        for (String wrong :
                new String[] {"Bearer s3cre", "Bearer s3cret2", "Bearer ", "Basic s3cret", "s3cret", "", null}) {
            assertThat(status(token, change("127.0.0.1", "localhost", null, wrong, JSON)))
                    .as(wrong)
                    .isEqualTo(401);
        }
        Caller twice = new Caller(
                peer("127.0.0.1"),
                true,
                List.of("localhost"),
                List.of(),
                List.of("Bearer s3cret", "Bearer x"),
                List.of(JSON));
        assertThat(status(token, twice)).isEqualTo(401);
    }

    @Test
    void withATokenEverybodyMayLook() throws Exception {
        assertThat(status(token, look("192.0.2.1", "lb.example", "http://elsewhere.example")))
                .isZero();
    }

    @Test
    void withoutATokenThisMachineChangesWithJson() throws Exception {
        assertThat(status(null, change("127.0.0.1", "localhost:9900", null, null, JSON)))
                .isZero();
        assertThat(status(null, change("::1", "[::1]:9900", null, null, "Application/JSON; charset=utf-8")))
                .isZero();
        assertThat(status(null, change("127.0.0.1", "localhost", "http://localhost:9900", null, JSON)))
                .isZero();
        for (String type :
                new String[] {"text/plain", "application/x-www-form-urlencoded", "application/jsonx", null}) {
            assertThat(status(null, change("127.0.0.1", "localhost", null, null, type)))
                    .as(type)
                    .isEqualTo(415);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "evil.example",
                "evil.example:9900",
                "localhost.evil.example",
                "127.0.0.1.evil.example",
                "192.0.2.1",
                "[2001:db8::1]:9900",
                "",
                ":9900",
                "0.0.0.0"
            })
    void withoutATokenAForeignHostIsRefused(String host) throws Exception {
        assertThat(status(null, change("127.0.0.1", host, null, null, JSON))).isEqualTo(403);
        assertThat(status(null, look("127.0.0.1", host, null))).isEqualTo(403);
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://evil.example", "null", "http://localhost.evil.example", "", "file://", "%%"})
    void withoutATokenAForeignOriginIsRefused(String origin) throws Exception {
        assertThat(status(null, change("127.0.0.1", "localhost", origin, null, JSON)))
                .isEqualTo(403);
        assertThat(status(null, look("127.0.0.1", "localhost", origin))).isEqualTo(403);
    }

    @Test
    void withoutATokenAnotherMachineIsRefused() throws Exception {
        assertThat(status(null, change("192.0.2.1", "localhost", null, null, JSON)))
                .isEqualTo(403);
        assertThat(status(null, look("192.0.2.1", "localhost", null))).isEqualTo(403);
    }

    @Test
    void twoHostsOrNoneAreRefused() throws Exception {
        for (List<String> hosts : List.of(List.<String>of(), List.of("localhost", "localhost"))) {
            Caller caller = new Caller(peer("127.0.0.1"), true, hosts, List.of(), List.of(), List.of(JSON));
            assertThat(status(null, caller)).as(hosts.toString()).isEqualTo(403);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\n", "two words", "zwölf"})
    void aFileWithoutATokenIsRefused(String content) throws IOException {
        Path file = directory.resolve("bad");
        Files.writeString(file, content);
        org.assertj.core.api.Assertions.assertThatIOException()
                .isThrownBy(() -> Token.read(file))
                .withMessageStartingWith(file + ": ");
    }

    private static int status(@Nullable Token token, Caller caller) {
        Access.Denial denial = Access.denial(token, caller);
        return denial == null ? 0 : denial.status().code();
    }

    private static Caller change(
            String peer, String host, @Nullable String origin, @Nullable String authorization, @Nullable String type)
            throws Exception {
        return new Caller(peer(peer), true, List.of(host), list(origin), list(authorization), list(type));
    }

    private static Caller look(String peer, String host, @Nullable String origin) throws Exception {
        return new Caller(peer(peer), false, List.of(host), list(origin), List.of(), List.of());
    }

    private static InetAddress peer(String literal) throws Exception {
        return InetAddress.getByName(literal);
    }

    private static List<String> list(@Nullable String value) {
        return value == null ? List.of() : List.of(value);
    }
}
