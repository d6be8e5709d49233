package io.tcplb.bench.e2e;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a JVM holds for its program, as {@code jcmd} tells: live objects and memory outside the heap that buffers use.
 * The JVM must run with {@code -XX:NativeMemoryTracking=summary}.
 */
final class JvmMemory {
    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final Pattern HISTOGRAM_TOTAL = Pattern.compile("(?m)^Total\\s+\\d+\\s+(\\d+)");
    /** Netty's buffers come from Unsafe or from ByteBuffer.allocateDirect; both are counted under Other. */
    private static final Pattern OTHER = Pattern.compile("Other \\(reserved=\\d+, committed=(\\d+)\\)");

    private JvmMemory() {}

    static long liveBytes(long pid) throws IOException, InterruptedException {
        long heap = heapBytes(jcmd(pid, "GC.class_histogram")); // collects first, and so counts only what is reachable
        return heap + offHeapBytes(jcmd(pid, "VM.native_memory", "summary", "scale=b"));
    }

    static long heapBytes(String histogram) throws IOException {
        return number(HISTOGRAM_TOTAL, histogram);
    }

    static long offHeapBytes(String nativeMemory) throws IOException {
        return number(OTHER, nativeMemory);
    }

    private static long number(Pattern pattern, String text) throws IOException {
        Matcher matcher = pattern.matcher(text);
        if (!matcher.find()) {
            throw new IOException("jcmd: " + pattern + " not found in: " + text);
        }
        return Long.parseLong(matcher.group(1));
    }

    private static String jcmd(long pid, String... arguments) throws IOException, InterruptedException {
        Path jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd");
        List<String> command = new ArrayList<>(List.of(jcmd.toString(), Long.toString(pid)));
        command.addAll(List.of(arguments));
        return Child.run(LIMIT, command);
    }
}
