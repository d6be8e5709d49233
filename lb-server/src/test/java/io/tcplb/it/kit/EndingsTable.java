package io.tcplb.it.kit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** How sessions end, as it should be, and as a table for {@code docs/reliability.md}. */
public final class EndingsTable {
    private static final Path FILE = Path.of("target", "scorecard", "endings.md");

    private static final List<Ending> AS_TCP_HAS_IT = List.of(
            new Ending("PROXY header", "client FIN", "client: reset", "preface_invalid"),
            new Ending("PROXY header", "client reset", "–", "client_reset"),
            new Ending("PROXY header", "nothing more comes", "client: reset", "preface_timeout"),
            new Ending("PROXY header", "something else comes", "client: reset", "preface_invalid"),
            new Ending("ClientHello", "client FIN", "client: reset", "preface_invalid"),
            new Ending("ClientHello", "client reset", "–", "client_reset"),
            new Ending("ClientHello", "nothing more comes", "client: reset", "preface_timeout"),
            new Ending("ClientHello", "something else comes", "client: reset", "preface_invalid"),
            new Ending("held", "client FIN", "client: FIN", "client_closed"),
            new Ending("held", "client reset", "–", "client_reset"),
            new Ending("connecting", "client FIN", "backend: all bytes, FIN; client: whole answer", "client_closed"),
            new Ending("connecting", "client reset", "backend: reset", "client_reset"),
            new Ending("connecting", "backend refuses", "client: reset", "connect_refused"),
            new Ending("relaying", "client FIN", "backend: FIN, goes on", "client_closed"),
            new Ending("relaying", "client reset", "backend: reset", "client_reset"),
            new Ending("relaying", "backend FIN", "client: FIN, goes on", "backend_closed"),
            new Ending("relaying", "backend reset", "client: reset", "backend_reset"),
            new Ending("client has finished", "backend FIN", "client: FIN", "client_closed"),
            new Ending("client has finished", "backend reset", "client: reset", "backend_reset"),
            new Ending("client has finished", "client reset", "backend: reset", "client_reset"),
            new Ending("backend has finished", "client FIN", "backend: FIN", "backend_closed"),
            new Ending("backend has finished", "client reset", "backend: reset", "client_reset"),
            new Ending("backend has finished", "backend reset", "client: reset", "backend_reset"),
            new Ending("relaying", "idle-timeout", "client: FIN; backend: FIN", "idle_timeout"),
            new Ending(
                    "client has finished",
                    "half-close-timeout",
                    "client: reset; backend: reset",
                    "half_close_timeout"));

    /** A selector tells nothing of a socket that has been read to its end. */
    private static final String ON_NIO = ", when the other side next writes";

    private EndingsTable() {}

    /**
     * One way to end.
     *
     * @param seen by whom and what
     * @param reason the close reason
     */
    public record Ending(String phase, String event, String seen, String reason) {}

    /** Returns what must be measured, in order. */
    public static List<Ending> expected(Transport transport) {
        return AS_TCP_HAS_IT.stream()
                .map(e -> transport == Transport.NIO && isOwnResetAfterFin(e)
                        ? new Ending(e.phase, e.event, e.seen, e.reason + ON_NIO)
                        : e)
                .toList();
    }

    private static boolean isOwnResetAfterFin(Ending e) {
        return e.event.endsWith(" reset") && e.phase.equals(e.event.replace(" reset", " has finished"));
    }

    /** Writes the table of both data paths, once both have been measured. */
    public static void write(Map<Transport, List<Ending>> measured) throws IOException {
        if (measured.size() < Transport.values().length) {
            return;
        }
        List<String> lines =
                new ArrayList<>(List.of("| phase | event | what is seen | reason | on NIO |", "|---|---|---|---|---|"));
        for (int i = 0; i < measured.get(Transport.EPOLL).size(); i++) {
            Ending epoll = measured.get(Transport.EPOLL).get(i);
            Ending nio = measured.get(Transport.NIO).get(i);
            String difference = nio.equals(epoll) ? "the same" : nio.seen + "; " + nio.reason;
            lines.add("| " + String.join(" | ", epoll.phase, epoll.event, epoll.seen, epoll.reason, difference) + " |");
        }
        Files.createDirectories(FILE.getParent());
        Files.write(FILE, lines);
    }
}
