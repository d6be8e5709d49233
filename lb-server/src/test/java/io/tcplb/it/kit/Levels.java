package io.tcplb.it.kit;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What lb holds when nothing is under way.
 *
 * @param heap bytes in use after a full collection
 * @param direct bytes outside the heap that its buffers take, as the JVM's own accounting has it
 */
public record Levels(int descriptors, long heap, long direct) {
    private static final Duration AT_ONCE = Duration.ofSeconds(30);
    private static final Pattern OTHER = Pattern.compile("Other \\(reserved=\\d+, committed=(\\d+)\\)");

    /** Returns what runs lb so that its levels can be read: the JVM counts native memory only when asked to. */
    public static List<String> counted() {
        return List.of("env", "JAVA_TOOL_OPTIONS=-XX:NativeMemoryTracking=summary");
    }

    /** Reads the levels of an lb that was started with {@link #counted}. */
    public static Levels of(LbProcess lb) {
        jcmd(lb, "GC.run");
        long heap = lb.metrics().count("jvm_memory_used_bytes", "area", "heap");
        Matcher other = OTHER.matcher(jcmd(lb, "VM.native_memory", "summary", "scale=b"));
        if (!other.find()) {
            throw new IllegalStateException("the JVM does not count native memory");
        }
        return new Levels(lb.openDescriptors(), heap, Long.parseLong(other.group(1)));
    }

    private static String jcmd(LbProcess lb, String... arguments) {
        String program = Path.of(System.getProperty("java.home"), "bin", "jcmd").toString();
        String[] command = new String[arguments.length + 2];
        command[0] = program;
        command[1] = Long.toString(lb.pid());
        System.arraycopy(arguments, 0, command, 2, arguments.length);
        return Command.run(AT_ONCE, command).orFail().stdout();
    }
}
