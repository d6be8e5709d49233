package io.tcplb.bench.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What Linux says of processes and of the machine in /proc. */
final class Procfs {
    /** A tick of the CPU times in /proc; USER_HZ is 100 on every Linux that runs a JVM. */
    private static final long TICK_NANOS = 10_000_000;

    /** utime, stime, cutime and cstime. */
    private static final int CPU_TIMES = 4;

    private static final Pattern RESIDENT = Pattern.compile("VmRSS:\\s+(\\d+) kB");
    private static final Pattern MODEL = Pattern.compile("model name\\s*:\\s*(.+)");

    private Procfs() {}

    /**
     * Returns user and system time of one process with all its threads and the children that have ended and were waited
     * for; 0 when it has ended.
     */
    static long cpuNanos(ProcessHandle process) {
        return processCpuNanos(read("/proc/" + process.pid() + "/stat"));
    }

    static long processCpuNanos(String stat) {
        if (stat.isEmpty()) {
            return 0;
        }
        // The name in parentheses may hold anything; the times are the 12th to 15th fields after it.
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
        long ticks = 0;
        for (int i = 0; i < CPU_TIMES; i++) {
            ticks += Long.parseLong(fields[11 + i]);
        }
        return ticks * TICK_NANOS;
    }

    /** Returns the time that all cores together have not been idle. */
    static long machineCpuNanos() {
        return machineCpuNanos(read("/proc/stat"), 1, 2, 3, 6, 7);
    }

    /** Returns the part of it that is charged to processes: without interrupts. */
    static long machineProcessNanos() {
        return machineCpuNanos(read("/proc/stat"), 1, 2, 3);
    }

    /** @param columns which to add up of 1 user, 2 nice, 3 system, 4 idle, 5 iowait, 6 irq, 7 softirq, 8 steal */
    static long machineCpuNanos(String stat, int... columns) {
        String[] fields = stat.lines().findFirst().orElseThrow().trim().split("\\s+");
        long ticks = 0;
        for (int column : columns) {
            ticks += Long.parseLong(fields[column]);
        }
        return ticks * TICK_NANOS;
    }

    /** Returns resident memory; 0 when the process has ended. */
    static long residentBytes(ProcessHandle process) {
        Matcher matcher = RESIDENT.matcher(read("/proc/" + process.pid() + "/status"));
        return matcher.find() ? Long.parseLong(matcher.group(1)) * 1024 : 0;
    }

    static boolean isJvm(ProcessHandle process) {
        return read("/proc/" + process.pid() + "/comm").trim().equals("java");
    }

    /** Returns CPU model, cores and kernel in one line. */
    static String machine() {
        Matcher model = MODEL.matcher(read("/proc/cpuinfo"));
        return String.join(
                ", ",
                List.of(
                        model.find() ? model.group(1).trim() : System.getProperty("os.arch"),
                        Runtime.getRuntime().availableProcessors() + " cores",
                        "Linux " + System.getProperty("os.version")));
    }

    private static String read(String path) {
        try {
            return Files.readString(Path.of(path), StandardCharsets.UTF_8);
        } catch (NoSuchFileException e) {
            return "";
        } catch (IOException e) {
            // A process that ends while it is read gives ESRCH.
            if (path.startsWith("/proc/stat") || path.startsWith("/proc/cpuinfo")) {
                throw new UncheckedIOException(e);
            }
            return "";
        }
    }
}
