package io.tcplb.server.log;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.Layout;
import ch.qos.logback.core.UnsynchronizedAppenderBase;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;

/**
 * Writes events to standard error on a thread of its own: the control loop logs, and a reader of our standard error that
 * has stopped reading must not stop health checks. What does not fit into the queue is lost. Logback's own
 * {@code AsyncAppender} does the same, and what it says about itself takes longer to start than it.
 */
final class StandardError extends UnsynchronizedAppenderBase<ILoggingEvent> {
    private static final int QUEUE = 1024;
    private static final long FLUSH_MILLIS = 1000;

    private final Layout<ILoggingEvent> layout;
    private final PrintStream out;
    private final BlockingQueue<ILoggingEvent> queue = new ArrayBlockingQueue<>(QUEUE);
    private final Thread writer = new Thread(this::write, "lb-event-log");

    StandardError(Layout<ILoggingEvent> layout, PrintStream out) {
        this.layout = layout;
        this.out = out;
    }

    @Override
    public void start() {
        super.start();
        writer.setDaemon(true);
        writer.start();
    }

    /** Takes no more, and waits until what is queued has been written, but not for ever. */
    @Override
    public void stop() {
        if (!isStarted()) {
            return;
        }
        super.stop();
        writer.interrupt();
        try {
            writer.join(FLUSH_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    protected void append(ILoggingEvent event) {
        event.prepareForDeferredProcessing();
        queue.offer(event);
    }

    private void write() {
        try {
            while (isStarted()) {
                write(queue.take());
            }
        } catch (InterruptedException e) {
            // Stopped: the rest follows.
        }
        for (ILoggingEvent event = queue.poll(); event != null; event = queue.poll()) {
            write(event);
        }
    }

    private void write(ILoggingEvent event) {
        byte[] line = layout.doLayout(event).getBytes(StandardCharsets.UTF_8);
        out.write(line, 0, line.length);
        out.flush();
    }
}
