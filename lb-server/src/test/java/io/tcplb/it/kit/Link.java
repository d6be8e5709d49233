package io.tcplb.it.kit;

import java.time.Duration;

/** A cable between the tests' own network and a {@link NetworkZone}, with an address at each end. */
public final class Link {
    private static final Duration AT_ONCE = Duration.ofSeconds(10);
    private static final int MOST = 63;

    private final String near;
    private final String block;
    private final LinkEnd inside;
    private final LinkEnd outside;

    /** @param number 0..63; links of one test differ in it */
    Link(String namespace, int number) {
        if (number > MOST) {
            throw new IllegalArgumentException("link " + number + " (expected 0.." + MOST + ")");
        }
        long pid = ProcessHandle.current().pid();
        near = "lbt" + pid % 100_000 + "h" + number;
        String far = "inside" + number;
        String subnet = "10.213." + pid % 250 + ".";
        block = subnet + number * 4 + "/30";
        inside = new LinkEnd(namespace, far, subnet + (number * 4 + 2));
        outside = new LinkEnd("", near, subnet + (number * 4 + 1));
        String in = "ip -n " + namespace;
        Command.shell(
                        AT_ONCE,
                        String.join(
                                " && ",
                                "ip link add " + near + " type veth peer name " + far + " netns " + namespace,
                                "ip addr add " + outside.address() + "/30 dev " + near,
                                "ip link set " + near + " up",
                                in + " addr add " + inside.address() + "/30 dev " + far,
                                in + " link set " + far + " up",
                                // While the near end is down nothing for the zone may leave by the default route.
                                "ip route replace blackhole " + block + " metric 4000"))
                .orFail();
    }

    /** Returns the zone's end. */
    public LinkEnd inside() {
        return inside;
    }

    /** Returns the end where the tests themselves are. */
    public LinkEnd outside() {
        return outside;
    }

    void close() {
        Command.shell(AT_ONCE, "ip link del " + near + "; ip route del blackhole " + block + " metric 4000");
    }
}
