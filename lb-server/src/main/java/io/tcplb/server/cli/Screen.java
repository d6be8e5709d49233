package io.tcplb.server.cli;

import io.tcplb.server.lifecycle.Signals;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A terminal used as a screen until {@code q} or Ctrl-C; {@link #close} leaves it as it was. */
final class Screen implements AutoCloseable {
    private static final long KEY_MILLIS = 50;
    private static final int USUAL_ROWS = 24;

    private final PrintWriter out;
    private final InputStream keys;
    private final CountDownLatch ended = new CountDownLatch(1);
    private final @Nullable String settings;

    Screen(PrintWriter out, InputStream keys) {
        this.out = out;
        this.keys = keys;
        for (String signal : List.of("INT", "TERM", "HUP")) {
            Signals.handle(signal, ended::countDown); // or the JVM would end and leave the terminal as it is
        }
        settings = Terminal.rawKeys();
        out.print(Frame.ENTER);
    }

    void draw(List<String> lines) {
        out.print(Frame.of(lines, Terminal.rows(USUAL_ROWS)));
        out.flush();
    }

    /** Waits so long; returns at once, and true, when the person has had enough. */
    boolean endsWithin(Duration time) {
        long deadline = System.nanoTime() + time.toNanos();
        try {
            while (System.nanoTime() - deadline < 0) {
                if (quits() || ended.await(KEY_MILLIS, TimeUnit.MILLISECONDS)) {
                    return true;
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return true;
        }
        return false;
    }

    private boolean quits() {
        try {
            while (settings != null && keys.available() > 0) {
                int key = keys.read();
                if (key == 'q' || key == 'Q') {
                    return true;
                }
            }
            return false;
        } catch (IOException e) {
            return true; // the terminal is gone
        }
    }

    @Override
    public void close() {
        out.print(Frame.LEAVE);
        out.flush();
        if (settings != null) {
            Terminal.restore(settings);
        }
    }
}
