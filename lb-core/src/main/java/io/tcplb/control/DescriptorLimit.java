package io.tcplb.control;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * How many sessions this process's descriptors allow. A session needs two; a reserve is kept for probes, scrapes and
 * the files of the JVM.
 */
final class DescriptorLimit {
    private static final int RESERVE = 48;
    private static final int MOST_PROBES_AT_ONCE = 64;
    private static final int PER_SESSION = 2;
    private static final int UNKNOWN = 10_000;

    private DescriptorLimit() {}

    /**
     * Returns the sessions that fit, at least 1.
     *
     * @param backends to be probed
     */
    static int sessions(int backends) {
        try {
            int limit = limit(Files.readString(Path.of("/proc/self/limits")));
            int reserve = RESERVE + Math.min(backends, MOST_PROBES_AT_ONCE);
            return Math.max(1, (limit - open() - reserve) / PER_SESSION);
        } catch (IOException e) {
            return UNKNOWN; // not Linux: the system's own limits decide
        }
    }

    /** Reads the soft limit from the text of {@code /proc/self/limits}. */
    static int limit(String limits) {
        for (String line : limits.split("\n")) {
            if (line.startsWith("Max open files")) {
                String soft = line.substring("Max open files".length()).trim().split("\\s+")[0];
                return soft.equals("unlimited")
                        ? Integer.MAX_VALUE
                        : (int) Math.min(Long.parseLong(soft), Integer.MAX_VALUE);
            }
        }
        return UNKNOWN;
    }

    private static int open() throws IOException {
        int count = 0;
        try (DirectoryStream<Path> descriptors = Files.newDirectoryStream(Path.of("/proc/self/fd"))) {
            for (Path ignored : descriptors) {
                count++;
            }
        }
        return count;
    }
}
