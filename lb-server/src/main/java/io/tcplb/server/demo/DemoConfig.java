package io.tcplb.server.demo;

import java.util.List;
import java.util.stream.Collectors;

/** The demo's configuration: quick checks, everything else as it comes. */
final class DemoConfig {
    private DemoConfig() {}

    static String text(List<BackendProcess> backends, int port, int metricsPort, int adminPort) {
        String members = backends.stream()
                .map(backend -> "      { id = " + backend.name() + ", address = \"127.0.0.1:" + backend.port() + "\" }")
                .collect(Collectors.joining("\n"));
        return """
                # Written by "lb demo"; gone when it ends.
                listeners {
                  web { bind = "127.0.0.1:%d", pool = web }
                }
                pools {
                  web {
                    algorithm = round-robin
                    backends = [
                %s
                    ]
                    health-check { type = http, interval = 500ms, timeout = 2s, fast-interval = 250ms, fall = 2, rise = 2 }
                  }
                }
                metrics { bind = "127.0.0.1:%d" }
                admin { bind = "127.0.0.1:%d" }
                access-log { output = off }
                shutdown { drain-timeout = 2s }
                """.formatted(port, members, metricsPort, adminPort);
    }
}
