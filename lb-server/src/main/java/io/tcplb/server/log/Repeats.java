package io.tcplb.server.log;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** Lets the same warning through once in ten seconds and says then how often it was held back. Any thread. */
final class Repeats {
    private static final long WINDOW_NANOS = TimeUnit.SECONDS.toNanos(10);
    private static final int REMEMBERED = 64; // different texts; the oldest is forgotten

    private final LongSupplier nanos;
    private final Map<String, Seen> seen = new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Seen> eldest) {
            return size() > REMEMBERED;
        }
    };

    Repeats(LongSupplier nanos) {
        this.nanos = nanos;
    }

    private record Seen(long atNanos, int heldBack) {}

    /** Returns the line to log, or {@code null} when it was logged a moment ago. */
    synchronized @Nullable String admit(String text) {
        long now = nanos.getAsLong();
        Seen last = seen.get(text);
        if (last != null && now - last.atNanos() < WINDOW_NANOS) {
            seen.put(text, new Seen(last.atNanos(), last.heldBack() + 1));
            return null;
        }
        seen.remove(text); // so that it is the youngest again
        seen.put(text, new Seen(now, 0));
        return last == null || last.heldBack() == 0 ? text : text + " (repeated " + last.heldBack() + " times)";
    }
}
