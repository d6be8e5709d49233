package io.tcplb.bench.load;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** How much later than asked Linux may wake a thread, to save wake-ups: 50 µs, unless a thread wants it otherwise. */
final class TimerSlack {
    private static final Path SELF = Path.of("/proc/thread-self");

    private TimerSlack() {}

    /** Asks for the least slack, for the calling thread (timerslack_ns in proc(5)); without effect before Linux 4.6. */
    static void minimize() {
        try {
            Path thread = Files.readSymbolicLink(SELF).getFileName();
            Files.writeString(Path.of("/proc", thread.toString(), "timerslack_ns"), "1");
        } catch (IOException e) {
            // The generator is later by that much, and says so.
        }
    }
}
