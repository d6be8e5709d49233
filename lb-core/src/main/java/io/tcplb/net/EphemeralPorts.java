package io.tcplb.net;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;

/**
 * The ports that the kernel gives to connecting sockets. A connection to one of them on this very host may be given the
 * port that it connects to, and then it meets itself (TCP's simultaneous open) although nobody listens there.
 */
final class EphemeralPorts {
    private static final long[] ANY = {1, 65535};
    private static final long[] LOW_HIGH = read();

    private EphemeralPorts() {}

    private static long[] read() {
        try {
            long[] range = Sysctl.numbers("net/ipv4/ip_local_port_range");
            return range.length == 2 ? range : ANY;
        } catch (IOException e) {
            return ANY; // not Linux
        }
    }

    /** Returns whether a connection to {@code target} could meet itself. */
    static boolean include(InetSocketAddress target) {
        return target.getPort() >= LOW_HIGH[0] && target.getPort() <= LOW_HIGH[1];
    }

    static IOException metItself() {
        return new ConnectException("Connection refused: nobody listens there, the connection met itself");
    }
}
