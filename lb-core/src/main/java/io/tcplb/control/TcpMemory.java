package io.tcplb.control;

import io.tcplb.net.Sysctl;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/**
 * Keeps sessions that nobody reads from driving the host into TCP memory pressure, where the kernel drops and shrinks
 * for everybody. The kernel enlarges the receive buffer of a connection that flows; as soon as TCP memory passes the
 * host's low mark (tcp(7), tcp_mem), every session's is held at what it started with, until half of that is free again.
 * Counts what other processes use as well, which is the point. Confined to the control loop.
 */
final class TcpMemory implements Runnable {
    private static final long EVERY_MILLIS = 250;
    private static final Path USED = Path.of("/proc/net/sockstat");
    private static final String MARKS = "net/ipv4/tcp_mem";
    private static final Path MEMORY = Path.of("/proc/meminfo");
    private static final int PAGE_KIB = 4;

    private final ControlLoop loop;
    private final long lowPages;
    private boolean narrow;

    private TcpMemory(ControlLoop loop, long lowPages) {
        this.loop = loop;
        this.lowPages = lowPages;
    }

    /** Starts to watch, where the system tells. */
    static void watch(ControlLoop loop) {
        try {
            long low = lowPages();
            if (low > 0 && Files.isReadable(USED)) {
                new TcpMemory(loop, low).next();
            }
        } catch (IOException | RuntimeException e) {
            loop.observer().warning("cannot watch the host's TCP memory: " + e);
        }
    }

    private static long lowPages() throws IOException {
        try {
            return Sysctl.numbers(MARKS)[0];
        } catch (NoSuchFileException e) {
            // A container does not see the host's marks, but the kernel computes them from what it does see.
            return Files.isReadable(MEMORY) ? lowMarkOf(Files.readString(MEMORY)) : 0;
        }
    }

    private void next() {
        if (!loop.eventLoop().isShuttingDown()) {
            loop.eventLoop().schedule(this, EVERY_MILLIS, TimeUnit.MILLISECONDS);
        }
    }

    @Override
    public void run() {
        try {
            look(usedPages(Files.readString(USED)));
        } catch (IOException | RuntimeException e) {
            loop.observer().warning("cannot read the host's TCP memory any more: " + e);
            return;
        }
        next();
    }

    private void look(long used) {
        boolean next = narrow(narrow, used, lowPages);
        if (next == narrow) {
            return;
        }
        narrow = next;
        loop.workers().forEach(worker -> worker.narrow(next));
        String words = next
                ? "; receive buffers are held at their first size, and less may wait to be sent, until half of that is free again"
                : "; buffers may grow again";
        loop.observer()
                .warning("TCP memory of this host is " + used * PAGE_KIB / 1024 + " MiB of "
                        + lowPages * PAGE_KIB / 1024 + " MiB (low mark)" + words);
    }

    /** Returns whether buffers are to be narrow, given whether they are. */
    static boolean narrow(boolean now, long usedPages, long lowPages) {
        return now ? usedPages > lowPages / 2 : usedPages > lowPages;
    }

    /** Reads the pages in use from the text of {@code /proc/net/sockstat}; 0 when it does not say. */
    static long usedPages(String sockstat) {
        for (String line : sockstat.split("\n")) {
            if (line.startsWith("TCP:")) {
                int at = line.indexOf(" mem ");
                return at < 0 ? 0 : Long.parseLong(line.substring(at + 5).trim().split(" ")[0]);
            }
        }
        return 0;
    }

    /** Computes the low mark as tcp_mem's default (net/ipv4/tcp.c, tcp_init_mem): three quarters of a sixteenth. */
    static long lowMarkOf(String meminfo) {
        for (String line : meminfo.split("\n")) {
            if (line.startsWith("MemTotal:")) {
                return Long.parseLong(line.replaceAll("\\D", "")) / PAGE_KIB / 16 * 3 / 4;
            }
        }
        return 0;
    }
}
