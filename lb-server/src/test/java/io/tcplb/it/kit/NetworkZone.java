package io.tcplb.it.kit;

import java.time.Duration;
import java.util.List;

/**
 * A zone of its own: a network namespace behind one link, which can be cut and mended. Needs root; the address range is
 * nobody else's because both ends of the link are made here.
 */
public final class NetworkZone implements AutoCloseable {
    private static final Duration AT_ONCE = Duration.ofSeconds(10);

    private final String namespace;
    private final String link;
    private final String address;

    /** @param number 0..60; zones of one test differ in it */
    NetworkZone(int number) {
        long pid = ProcessHandle.current().pid();
        String name = "lbt" + pid % 100_000 + "n" + number;
        namespace = name;
        link = name + "h";
        String subnet = "10.213." + pid % 250 + ".";
        int first = number * 4;
        ip("netns", "add", namespace);
        ip("link", "add", link, "type", "veth", "peer", "name", "inside", "netns", namespace);
        ip("addr", "add", subnet + (first + 1) + "/30", "dev", link);
        ip("link", "set", link, "up");
        ip("-n", namespace, "addr", "add", subnet + (first + 2) + "/30", "dev", "inside");
        ip("-n", namespace, "link", "set", "inside", "up");
        ip("-n", namespace, "link", "set", "lo", "up");
        address = subnet + (first + 2);
    }

    /** Returns the address inside. */
    public String address() {
        return address;
    }

    /** Returns what runs a command inside. */
    public List<String> inside() {
        return List.of("ip", "netns", "exec", namespace);
    }

    /** Cuts the link: nothing that is sent arrives, and nobody is told. */
    public void cut() {
        ip("-n", namespace, "link", "set", "inside", "down");
    }

    public void mend() {
        ip("-n", namespace, "link", "set", "inside", "up");
    }

    @Override
    public void close() {
        Command.run(AT_ONCE, "ip", "link", "del", link);
        Command.run(AT_ONCE, "ip", "netns", "del", namespace);
    }

    private static void ip(String... arguments) {
        String[] command = new String[arguments.length + 1];
        command[0] = "ip";
        System.arraycopy(arguments, 0, command, 1, arguments.length);
        Command done = Command.run(AT_ONCE, command);
        if (done.status() != 0) {
            throw new IllegalStateException(String.join(" ", command) + ": " + done.stderr());
        }
    }
}
