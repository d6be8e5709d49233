package io.tcplb.bench.e2e;

import io.tcplb.bench.e2e.Party.Route;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;

/** Ports on the loopback interface. */
final class Net {
    static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();

    /** Below Linux's range of ephemeral ports, so that no outgoing connection of a load client can take one. */
    private static final int FIRST_PORT = 20_000;

    private static final int LAST_PORT = 32_000;
    private static final Random RANDOM = new Random();
    private static final Set<Integer> GIVEN = new HashSet<>();

    private Net() {}

    /** Returns a port that nobody listens on and that was not returned before. */
    static synchronized int freePort() {
        while (true) {
            int port = FIRST_PORT + RANDOM.nextInt(LAST_PORT - FIRST_PORT);
            if (GIVEN.add(port) && bindable(port)) {
                return port;
            }
        }
    }

    private static boolean bindable(int port) {
        try (ServerSocket probe = new ServerSocket(port, 1, LOOPBACK)) {
            return probe.isBound();
        } catch (IOException e) {
            return false;
        }
    }

    static InetSocketAddress address(int port) {
        return new InetSocketAddress(LOOPBACK, port);
    }

    /** Waits until the checked ones of {@code routes} accept connections; a proxy binds all of its ports at once. */
    static void awaitListening(Child process, List<Route> routes, Duration limit)
            throws IOException, InterruptedException {
        for (Route route : routes) {
            if (route.checked()) {
                awaitListening(process, route.port(), limit);
            }
        }
    }

    /** Waits until {@code port} accepts connections; fails when {@code process} ends first or {@code limit} passes. */
    static void awaitListening(Child process, int port, Duration limit) throws IOException, InterruptedException {
        long start = System.nanoTime();
        while (!accepts(port)) {
            if (!process.isAlive() || System.nanoTime() - start > limit.toNanos()) {
                throw new IOException("nobody listens on port " + port + "; the process said: " + process.output());
            }
            Thread.sleep(1);
        }
    }

    static boolean accepts(int port) {
        try (Socket socket = new Socket()) {
            socket.connect(address(port), 1000);
            return true;
        } catch (IOException e) {
            return false;
        }
    }
}
