package io.tcplb.it.kit;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Pieces of configuration that many tests need. */
public final class Conf {
    /** A probe that nginx answers; quick to notice, and patient with a busy machine. */
    public static final String HTTP_CHECK = """
            health-check { type = http, http.path = "/health", interval = 1s, timeout = 1s, fast-interval = 100ms, fall = 2, rise = 2 }
            """;

    /** For servers that only the test's own sessions may reach. */
    public static final String NO_CHECK = "health-check.type = none\n";

    private Conf() {}

    /** A listener on a free port of 127.0.0.1, in front of the pool of the same name. */
    public static String listener(String name, String... options) {
        return listenerAt("127.0.0.1", name, options);
    }

    /** As {@link #listener}, on a free port of another address. */
    public static String listenerAt(String host, String name, String... options) {
        return "listeners.%s { bind = \"%s:0\", pool = %s\n%s\n}\n"
                .formatted(name, host, name, String.join("\n", options));
    }

    public static String pool(String name, List<String> backends, String... options) {
        return "pools.%s { backends = [\n%s\n]\n%s\n}\n"
                .formatted(name, String.join(",\n", backends), String.join("\n", options));
    }

    /** One entry of a pool's list; options such as {@code weight = 2}. */
    public static String backend(String id, String address, String... options) {
        return "{ id = \"%s\", address = \"%s\"%s }"
                .formatted(id, address, Stream.of(options).map(o -> ", " + o).collect(Collectors.joining()));
    }

    public static List<String> backends(NginxServer... servers) {
        return Stream.of(servers).map(s -> backend(s.id(), s.address())).toList();
    }
}
