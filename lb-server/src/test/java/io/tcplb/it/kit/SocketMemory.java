package io.tcplb.it.kit;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Kernel memory that sockets hold, as {@code ss -m} and {@code /proc/net/sockstat} count it.
 *
 * @param sockets how many they are
 * @param received bytes of receive queues, with the kernel's overhead
 * @param sending bytes of send queues, with the kernel's overhead
 * @param reserved bytes set aside for their use
 */
public record SocketMemory(int sockets, long received, long sending, long reserved) {
    private static final Pattern SKMEM =
            Pattern.compile("skmem:\\(r(\\d+),rb\\d+,t\\d+,tb\\d+,f(\\d+),w(\\d+),o\\d+,bl(\\d+)");
    private static final Pattern PAGES = Pattern.compile("TCP: .* mem (\\d+)");
    private static final int PAGE = 4096;

    /** Returns what this host's TCP sockets hold that match a filter of {@code ss}, such as {@code sport = :80}. */
    public static SocketMemory of(String filter) {
        Command ss = Command.run(Duration.ofSeconds(20), "ss", "-Htnm", "state", "all", filter);
        if (ss.status() != 0) {
            throw new IllegalStateException("ss: " + ss.stderr());
        }
        SocketMemory sum = new SocketMemory(0, 0, 0, 0);
        Matcher socket = SKMEM.matcher(ss.stdout());
        while (socket.find()) {
            // What is reserved may be less than nothing, which ss prints as an unsigned int.
            int reserved = (int) number(socket, 2);
            sum = sum.plus(new SocketMemory(1, number(socket, 1) + number(socket, 4), number(socket, 3), reserved));
        }
        return sum;
    }

    /** Returns the bytes that all TCP sockets of the host hold together. */
    public static long ofHost() {
        Matcher line = PAGES.matcher(Child.read(Path.of("/proc/net/sockstat")));
        if (!line.find()) {
            throw new IllegalStateException("no TCP line in /proc/net/sockstat");
        }
        return number(line, 1) * PAGE;
    }

    /** Returns the bytes of TCP memory beyond which this host's kernel moderates everybody; tcp(7), tcp_mem. */
    public static long pressureMark() {
        // In one read: the kernel gives nothing more to a second one.
        try (BufferedReader marks = Files.newBufferedReader(Path.of("/proc/sys/net/ipv4/tcp_mem"))) {
            return Long.parseLong(marks.readLine().split("\\s+")[1]) * PAGE;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public SocketMemory plus(SocketMemory other) {
        return new SocketMemory(
                sockets + other.sockets, received + other.received, sending + other.sending, reserved + other.reserved);
    }

    public long total() {
        return received + sending + reserved;
    }

    private static long number(Matcher from, int group) {
        return Long.parseLong(from.group(group));
    }
}
