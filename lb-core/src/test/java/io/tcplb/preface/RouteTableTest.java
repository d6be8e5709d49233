package io.tcplb.preface;

import static org.assertj.core.api.Assertions.assertThat;

import io.tcplb.spec.RouteSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class RouteTableTest {
    @Test
    void namesMatchExactlyAndPatternsEverythingBelow() {
        RouteTable table = table(route("example.com"), route("*.example.com"), route("*.b.example.com"));
        assertThat(match(table, "example.com")).isEqualTo(0);
        assertThat(match(table, "www.example.com")).isEqualTo(1);
        assertThat(match(table, "a.b.c.example.com")).isEqualTo(1);
        assertThat(match(table, "a.b.example.com"))
                .as("the first one wins, not the longest")
                .isEqualTo(1);
        assertThat(match(table, "badexample.com")).isEqualTo(-1);
        assertThat(match(table, "com")).isEqualTo(-1);
        assertThat(match(table, "")).isEqualTo(-1);
    }

    @Test
    void aPatternDoesNotMatchItsOwnParent() {
        assertThat(match(table(route("*.example.com")), "example.com")).isEqualTo(-1);
    }

    @Test
    void bothListsHaveToMatchAndAnEmptyOneDoes() {
        RouteTable table = table(
                new RouteSpec(List.of("a.example", "b.example"), List.of("h2", "h3"), "p"),
                new RouteSpec(List.of("a.example"), List.of(), "p"),
                new RouteSpec(List.of(), List.of("mqtt"), "p"));
        assertThat(match(table, "a.example", "http/1.1", "h3")).isEqualTo(0);
        assertThat(match(table, "b.example", "h2")).isEqualTo(0);
        assertThat(match(table, "a.example", "http/1.1")).isEqualTo(1);
        assertThat(match(table, "a.example")).isEqualTo(1);
        assertThat(match(table, "b.example")).isEqualTo(-1);
        assertThat(match(table, "c.example", "h2")).isEqualTo(-1);
        assertThat(match(table, "", "mqtt")).isEqualTo(2);
        assertThat(match(table, "b.example", "mqtt")).isEqualTo(2);
        assertThat(match(table, "a.example", "mqtt")).isEqualTo(1);
    }

    @Test
    void patternsAreReadInLowerCase() {
        assertThat(match(table(route("*.Example.COM")), "www.example.com")).isEqualTo(0);
    }

    @Test
    void noRoutesMatchNobody() {
        assertThat(match(table(), "a.example", "h2")).isEqualTo(-1);
    }

    @Test
    void itChoosesAsALookAtOneRouteAfterTheOther() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int run = 0; run < 300; run++) {
            List<RouteSpec> routes = new ArrayList<>();
            for (int i = random.nextInt(30); i >= 0; i--) {
                List<String> sni = some(random, List.of("a", "*.a", "b.a", "*.b.a", "c.b.a", "*.c.b.a", "b", "*.b"));
                List<String> alpn = some(random, List.of("h2", "h3", "x"));
                routes.add(new RouteSpec(sni.isEmpty() && alpn.isEmpty() ? List.of("z") : sni, alpn, "p"));
            }
            RouteTable table = RouteTable.of(routes);
            for (String name : List.of("", "a", "b.a", "c.b.a", "d.c.b.a", "e.d.c.b.a", "b", "c.b", "z", "ba")) {
                ClientHello hello = new ClientHello(name, some(random, List.of("h2", "h3", "x", "y")));
                assertThat(table.match(hello))
                        .as("seed %d: %s in %s", seed, hello, routes)
                        .isEqualTo(naively(routes, hello));
            }
        }
    }

    @Test
    void tenThousandRoutesAreNotWalked() {
        List<RouteSpec> routes = new ArrayList<>();
        for (int i = 0; i < 10_000; i++) {
            routes.add(route((i % 2 == 0 ? "" : "*.") + "n" + i + ".example"));
            routes.add(new RouteSpec(List.of("same.example"), List.of("p" + i), "p"));
        }
        RouteTable table = RouteTable.of(routes);
        assertThat(match(table, "n9998.example")).isEqualTo(2 * 9998);
        assertThat(match(table, "a.n9999.example")).isEqualTo(2 * 9999);
        assertThat(match(table, "same.example", "p9999")).isEqualTo(2 * 9999 + 1);
        ClientHello last = new ClientHello("a.n9999.example", List.of("h2"));
        long began = System.nanoTime();
        long sum = 0;
        for (int i = 0; i < 200_000; i++) {
            sum += table.match(last);
        }
        assertThat(sum).isEqualTo(200_000L * 2 * 9999);
        // 200,000 walks past 20,000 patterns take minutes.
        assertThat(System.nanoTime() - began).isLessThan(10_000_000_000L);
    }

    private static int naively(List<RouteSpec> routes, ClientHello hello) {
        for (int i = 0; i < routes.size(); i++) {
            RouteSpec route = routes.get(i);
            boolean sni = route.sni().isEmpty()
                    || route.sni().stream()
                            .anyMatch(pattern -> pattern.startsWith("*.")
                                    ? hello.serverName().endsWith(pattern.substring(1))
                                    : hello.serverName().equals(pattern));
            boolean alpn = route.alpn().isEmpty() || route.alpn().stream().anyMatch(hello.alpn()::contains);
            if (sni && alpn) {
                return i;
            }
        }
        return -1;
    }

    private static List<String> some(Random random, List<String> of) {
        return of.stream().filter(each -> random.nextInt(of.size()) == 0).toList();
    }

    private static RouteSpec route(String pattern) {
        return new RouteSpec(List.of(pattern), List.of(), "p");
    }

    private static RouteTable table(RouteSpec... routes) {
        return RouteTable.of(List.of(routes));
    }

    private static int match(RouteTable table, String name, String... alpn) {
        return table.match(new ClientHello(name, List.of(alpn)));
    }
}
