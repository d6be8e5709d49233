package io.tcplb.bench.e2e;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** One of the proxies that are compared, with one worker and one set of options. */
interface Party {
    String DIRECT = "no proxy";
    String HAPROXY = "HAProxy";
    String HAPROXY_TUNED = "HAProxy tuned";
    String NGINX = "nginx";
    String NGINX_TUNED = "nginx tuned";
    String LB = "lb";
    List<String> COLUMNS = List.of(DIRECT, HAPROXY, HAPROXY_TUNED, NGINX, NGINX_TUNED, LB);

    /** Those at their defaults. */
    List<String> PEERS = List.of(HAPROXY, NGINX);

    /** Those and their tuned variants: tuning may make a program slower, and then its defaults count. */
    List<String> PEERS_AT_THEIR_BEST = List.of(HAPROXY, HAPROXY_TUNED, NGINX, NGINX_TUNED);

    /** Returns the column in which its results stand; variants of one program share it. */
    String column();

    /** Returns a unique name: the column and what makes this variant different. */
    String name();

    /** Returns program and version in one line. */
    String version() throws IOException, InterruptedException;

    /** Returns the options that were set beside addresses and timeouts, in words. */
    String options();

    /**
     * Starts it on the ports of {@code routes} and returns when it accepts connections on all of them.
     *
     * @param directory an empty directory of its own
     */
    Running launch(Path directory, List<Route> routes) throws IOException, InterruptedException;

    /**
     * Makes {@code running} take {@code routes} as its new configuration; returns as soon as it was told to.
     *
     * @param directory where it was launched
     */
    void reload(Running running, Path directory, List<Route> routes) throws IOException, InterruptedException;

    /**
     * One listener and the backends behind it, all on 127.0.0.1.
     *
     * @param name a word, unique within a launch
     * @param checked whether the backends are probed, by those who can
     */
    record Route(String name, int port, List<Integer> backends, boolean checked) {
        static Route to(String name, boolean checked, Integer... backends) {
            return new Route(name, Net.freePort(), List.of(backends), checked);
        }
    }
}
