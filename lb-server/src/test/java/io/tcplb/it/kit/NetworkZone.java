package io.tcplb.it.kit;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * A zone of its own: a network namespace behind one link or several, each of which can be cut and mended, with its own
 * routes, ports and limits. Needs root; the addresses are nobody else's because both ends of each link are made here.
 *
 * <p>Servers in it are a site that can be lost. With lb in it, the links are lb's cables to clients and servers.
 */
public final class NetworkZone implements AutoCloseable {
    private static final Duration AT_ONCE = Duration.ofSeconds(10);

    private final String namespace;
    private final List<Link> links = new ArrayList<>();
    private final int number;

    /** @param number 0..60; zones of one test differ in it, by more than their links */
    NetworkZone(int number) {
        this.number = number;
        namespace = "lbt" + ProcessHandle.current().pid() % 100_000 + "n" + number;
        Command.shell(AT_ONCE, "ip netns add %1$s && ip -n %1$s link set lo up".formatted(namespace))
                .orFail();
        link();
    }

    /** Makes one more link to it. */
    public Link link() {
        Link link = new Link(namespace, number + links.size());
        links.add(link);
        return link;
    }

    /** Returns the link that every zone has. */
    public Link firstLink() {
        return links.get(0);
    }

    /** Returns the address inside, of the first link. */
    public String address() {
        return firstLink().inside().address();
    }

    /** Returns what runs a command inside. */
    public List<String> inside() {
        return List.of("ip", "netns", "exec", namespace);
    }

    /** Cuts the first link: nothing that is sent into the zone arrives, and nobody outside is told. */
    public void cut() {
        firstLink().inside().down();
    }

    public void mend() {
        firstLink().inside().up();
    }

    /** Sets one of the namespace's own kernel parameters, such as {@code net.ipv4.ip_local_port_range}. */
    public void sysctl(String name, String value) {
        String file = "/proc/sys/" + name.replace('.', '/');
        run("sh", "-c", "echo '" + value + "' > " + file);
    }

    /**
     * Makes the kernel refuse to send to an address.
     *
     * @param type {@code unreachable}, {@code blackhole} or {@code prohibit}
     */
    public void route(String type, String address) {
        run("ip", "route", "add", type, address);
    }

    /** Runs a command inside to its end, and returns what it said. */
    public String run(String... command) {
        List<String> all = new ArrayList<>(inside());
        all.addAll(List.of(command));
        return Command.run(AT_ONCE, all.toArray(String[]::new)).orFail().stdout();
    }

    @Override
    public void close() {
        links.forEach(Link::close);
        Command.run(AT_ONCE, "ip", "netns", "del", namespace);
    }
}
