package io.tcplb.bench.e2e;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Who takes part in what. */
final class Scenarios {
    /** lb's default {@code runtime.relay-buffer}, given to the peers as well where the row says so. */
    private static final int LARGE_BUFFER = 512 * 1024;

    private final Options options;

    Scenarios(Options options) {
        this.options = options;
    }

    List<Scenario> all() {
        Path launcher = options.root().resolve("bin/lb");
        Party direct = new Direct();
        Party haProxy = HaProxy.defaults();
        Party nginx = Nginx.defaults();
        Party lb = Lb.defaults(launcher);
        List<Party> everybody = chosen(direct, haProxy, nginx, lb);
        List<Party> proxies = chosen(haProxy, nginx, lb);
        return Stream.<Scenario>of(
                        new NewConnections(everybody),
                        new KeptOpen(everybody, 1),
                        new KeptOpen(everybody, 50),
                        new Bulk("bulk", "peers at their defaults", everybody),
                        new Bulk(
                                "bulk-tuned",
                                "peers with buffers of 512 KiB",
                                chosen(HaProxy.buffersOf(LARGE_BUFFER), Nginx.buffersOf(LARGE_BUFFER), lb)),
                        new Bulk("bulk-splice", "HAProxy with splice-auto", chosen(HaProxy.splicing(), lb)),
                        new IdleMemory(chosen(haProxy, nginx, Lb.countingMemory(launcher))),
                        new Startup(proxies),
                        new BackendKill(proxies))
                .filter(options::includes)
                .toList();
    }

    private List<Party> chosen(Party... parties) {
        return Stream.of(parties).filter(options::includes).toList();
    }
}
