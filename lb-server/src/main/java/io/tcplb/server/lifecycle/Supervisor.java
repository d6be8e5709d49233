package io.tcplb.server.lifecycle;

import io.netty.channel.epoll.Epoll;
import io.netty.channel.unix.Socket;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells whoever supervises this process, systemd above all, how far it is: one datagram for each change, to the socket
 * that {@code NOTIFY_SOCKET} names (sd_notify(3)). A supervisor that is not there costs a warning and nothing else.
 * Safe from any thread; a call takes at most {@link #PATIENCE}.
 */
final class Supervisor {
    /** How long a datagram is offered to a supervisor whose queue is full. */
    static final Duration PATIENCE = Duration.ofSeconds(1);

    /** Time that closing everything may take after the last session has ended. */
    private static final Duration CLOSING = Duration.ofSeconds(10);

    private static final int LONGEST_STATUS = 500;
    private static final long RETRY_NANOS = TimeUnit.MILLISECONDS.toNanos(10);
    private static final Logger log = LoggerFactory.getLogger(Supervisor.class);

    private final String address;

    private Supervisor(String address) {
        this.address = address;
    }

    /** Returns the supervisor that {@code environment} names; one that is told nothing where it names none. */
    static Supervisor of(Map<String, String> environment) {
        return new Supervisor(environment.getOrDefault("NOTIFY_SOCKET", ""));
    }

    /** Serving, for the first time or after a reload. */
    void ready(String status) {
        tell("READY=1\n" + status(status));
    }

    /**
     * Reading the configuration again; {@link #ready} follows, whatever becomes of it.
     *
     * @param nanos now by {@link System#nanoTime}, which on Linux is the CLOCK_MONOTONIC that the protocol wants
     */
    void reloading(long nanos) {
        tell("RELOADING=1\nMONOTONIC_USEC=" + TimeUnit.NANOSECONDS.toMicros(nanos) + "\n"
                + status("reading the configuration again"));
    }

    /**
     * Ending. Asks for as long as that may take, so that a supervisor with a shorter patience does not kill sessions.
     *
     * @param drain how long sessions may finish
     */
    void stopping(Duration drain) {
        tell("STOPPING=1\nEXTEND_TIMEOUT_USEC="
                + TimeUnit.MILLISECONDS.toMicros(drain.plus(CLOSING).toMillis()) + "\n"
                + status("letting sessions finish"));
    }

    /** A line that the supervisor shows; short, because a datagram that is too long would be lost as a whole. */
    private static String status(String text) {
        String line = text.replaceAll("\\R", " ");
        return "STATUS=" + line.substring(0, Math.min(line.length(), LONGEST_STATUS));
    }

    private void tell(String message) {
        if (address.isEmpty()) {
            return;
        }
        try {
            send(path(address), message);
        } catch (IOException | RuntimeException e) {
            log.warn("the supervisor at " + address + " could not be told "
                    + message.lines().findFirst().orElse("") + ": " + e);
        }
    }

    /** Returns the address as the kernel takes it: one in the abstract namespace begins with a zero byte. */
    private static byte[] path(String address) throws IOException {
        if (!address.startsWith("/") && !address.startsWith("@")) {
            throw new IOException("not the path of a unix socket");
        }
        byte[] path = address.getBytes(StandardCharsets.UTF_8);
        if (path[0] == '@') {
            path[0] = 0;
        }
        return path;
    }

    /** Through Netty's native sockets, because the JDK has unix sockets for streams only. */
    private static void send(byte[] path, String message) throws IOException {
        if (!Epoll.isAvailable()) {
            throw new IOException("this needs the epoll transport, which is not available");
        }
        byte[] bytes = message.getBytes(StandardCharsets.UTF_8);
        ByteBuffer datagram = ByteBuffer.allocateDirect(bytes.length).put(bytes);
        Socket socket = Socket.newSocketDomainDgram();
        try {
            long start = System.nanoTime();
            while (socket.sendToDomainSocket(datagram, 0, bytes.length, path) == 0) {
                if (System.nanoTime() - start > PATIENCE.toNanos()) {
                    throw new IOException("it does not read");
                }
                LockSupport.parkNanos(RETRY_NANOS);
            }
        } finally {
            socket.close();
        }
    }
}
