package io.tcplb.server.demo;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.HashSet;
import java.util.Set;

/**
 * Finds free loopback ports near the well-known ones. Never the kernel's ephemeral ones: while a killed backend is away,
 * the demo's own outgoing connections could be given its port.
 */
final class Ports {
    private static final int TRIES = 200;

    private final Set<Integer> given = new HashSet<>();

    /** Returns the first free port from {@code preferred} on that it has not returned before. */
    int free(int preferred) throws IOException {
        for (int port = preferred; port < preferred + TRIES; port++) {
            if (!given.contains(port) && isFree(port)) {
                given.add(port);
                return port;
            }
        }
        throw new IOException("no free port from " + preferred + " to " + (preferred + TRIES - 1));
    }

    private static boolean isFree(int port) {
        try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            return socket.isBound();
        } catch (IOException e) {
            return false;
        }
    }
}
