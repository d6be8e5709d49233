package io.tcplb.it.kit;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** The kernel's TCP sockets, as {@code ss} tells of them. */
public final class SocketTable {
    private static final Duration AT_ONCE = Duration.ofSeconds(20);

    private SocketTable() {}

    /**
     * Counts sockets.
     *
     * @param state such as {@code close-wait}
     * @param filter in ss's language, such as {@code sport = :80}
     */
    public static long count(String state, String filter) {
        return ss("-Htan", "state", state, filter).lines().count();
    }

    /** Returns bytes that a loopback connection's socket has not yet got acknowledged by the other one. */
    public static long unsent(int port, int peerPort) {
        String line =
                ss("-Htan", "sport = :" + port + " and dport = :" + peerPort).strip();
        return line.isEmpty() ? 0 : Long.parseLong(line.split("\\s+")[2]);
    }

    /** Whether every byte that sockets of {@code zone} have sent has been acknowledged. */
    public static boolean allAcknowledged(NetworkZone zone) {
        return zone.run("ss", "-Htn")
                .lines()
                .allMatch(line -> line.strip().split("\\s+")[2].equals("0"));
    }

    /** Returns how often an accept queue of {@code zone} was full when a client came. */
    public static long overflows(NetworkZone zone) {
        String line = zone.run("nstat", "-asz", "TcpExtListenOverflows")
                .lines()
                .filter(text -> text.startsWith("TcpExtListenOverflows"))
                .findFirst()
                .orElseThrow();
        return Math.round(Double.parseDouble(line.split("\\s+")[1]));
    }

    /** Destroys sockets as if a reset had come from nowhere: this end is told, the other one learns of it by a reset. */
    public static void destroy(String filter) {
        ss("-HKt", filter);
    }

    private static String ss(String... arguments) {
        List<String> command = new ArrayList<>(List.of("ss"));
        command.addAll(List.of(arguments));
        return Command.run(AT_ONCE, command.toArray(String[]::new)).orFail().stdout();
    }
}
