package io.tcplb.bench.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.tcplb.bench.e2e.Party.Route;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What the peers are told, at their defaults and tuned. */
class PeerConfigTest {
    private static final List<Route> ROUTES =
            List.of(new Route("web", 1080, List.of(2080, 2081), true), new Route("bulk", 1081, List.of(5201), false));

    @Test
    void haProxyProbesWhatIsToBeProbed() {
        assertThat(HaProxy.defaults().config(ROUTES)).isEqualTo("""
                global
                  nbthread 1
                defaults
                  mode tcp
                  timeout connect 5s
                  timeout client 1h
                  timeout server 1h
                  option redispatch 1
                listen web
                  bind 127.0.0.1:1080
                  server s2080 127.0.0.1:2080 check
                  server s2081 127.0.0.1:2081 check
                listen bulk
                  bind 127.0.0.1:1081
                  server s5201 127.0.0.1:5201
                """);
    }

    @Test
    void haProxyTakesGlobalAndProxyOptionsWhereTheyBelong() {
        assertThat(HaProxy.tuned().config(ROUTES))
                .contains(
                        "global\n  nbthread 1\n  expose-experimental-directives\n  tune.fd.edge-triggered on\ndefaults")
                .contains("option redispatch 1\n  option tcp-smart-accept\n  option tcp-smart-connect\nlisten");
        assertThat(HaProxy.buffersOf(65_536).config(ROUTES)).contains("\n  tune.bufsize 65536\ndefaults");
    }

    @Test
    void nginxListensForEveryRoute() {
        assertThat(Nginx.defaults().config(Path.of("/run/test"), ROUTES))
                .contains("events { worker_connections 16384; }")
                .contains("upstream web { server 127.0.0.1:2080; server 127.0.0.1:2081; }")
                .contains("server { listen 127.0.0.1:1080; proxy_pass web; }")
                .contains("server { listen 127.0.0.1:1081; proxy_pass bulk; }");
    }

    @Test
    void nginxTakesEachOptionWhereItBelongs() {
        assertThat(Nginx.tuned().config(Path.of("/run/test"), ROUTES))
                .contains("events { worker_connections 16384; multi_accept on; }")
                .contains("listen 127.0.0.1:1080 backlog=4096 reuseport;");
        assertThat(Nginx.buffersOf(65_536).config(Path.of("/run/test"), ROUTES))
                .contains("stream {\n  proxy_buffer_size 65536; \n");
    }

    @Test
    void lbIsConfiguredAlikeAtEveryReload() {
        assertThat(Lb.config(ROUTES)).isEqualTo("""
                runtime { event-loops = 1 }
                access-log { output = off }
                admin { bind = off }
                metrics { bind = "127.0.0.1:0" }
                listeners.web { bind = "127.0.0.1:1080", pool = web }
                pools.web { backends = [{ id = s2080, address = "127.0.0.1:2080" }, { id = s2081, address = "127.0.0.1:2081" }], \
                health-check { type = tcp } }
                listeners.bulk { bind = "127.0.0.1:1081", pool = bulk }
                pools.bulk { backends = [{ id = s5201, address = "127.0.0.1:5201" }], health-check { type = none } }
                """);
    }
}
