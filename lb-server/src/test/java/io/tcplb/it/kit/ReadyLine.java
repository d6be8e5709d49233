package io.tcplb.it.kit;

import java.net.InetSocketAddress;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The line that {@code lb run} prints once it serves: {@code ready} and every bound address as
 * {@code name=address,address}. */
public final class ReadyLine {
    private final Map<String, List<String>> bound = new LinkedHashMap<>();

    private ReadyLine(String line) {
        for (String word : line.substring("ready".length()).strip().split(" ")) {
            int separator = word.indexOf('=');
            if (separator > 0) {
                bound.put(
                        word.substring(0, separator),
                        List.of(word.substring(separator + 1).split(",")));
            }
        }
    }

    /** Finds it in what a process has printed so far; a line that is still being written does not count. */
    public static Optional<ReadyLine> find(String stdout) {
        String whole = stdout.substring(0, stdout.lastIndexOf('\n') + 1);
        return whole.lines()
                .filter(line -> line.equals("ready") || line.startsWith("ready "))
                .map(ReadyLine::new)
                .findFirst();
    }

    /** Returns the addresses of one listener as printed. */
    public List<String> words(String listener) {
        return bound.getOrDefault(listener, List.of());
    }

    List<InetSocketAddress> addresses(String listener) {
        List<InetSocketAddress> addresses = words(listener).stream()
                .filter(word -> !word.startsWith("unix:"))
                .map(ReadyLine::parse)
                .toList();
        if (addresses.isEmpty()) {
            throw new AssertionError("the ready line has no address of " + listener + ": " + bound);
        }
        return addresses;
    }

    private static InetSocketAddress parse(String word) {
        int colon = word.lastIndexOf(':');
        String host = word.substring(0, colon).replace("[", "").replace("]", "");
        return Sockets.literal(host, Integer.parseInt(word.substring(colon + 1)));
    }
}
