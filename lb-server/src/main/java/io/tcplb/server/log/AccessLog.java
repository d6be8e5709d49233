package io.tcplb.server.log;

import io.tcplb.observe.SessionSummary;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One line per ended session, written by a thread of its own. Event loops only enqueue: when the queue is full because
 * the disk or the reader of a pipe is slow, the line is dropped and counted, never waited for.
 *
 * <p>The writer lets a few milliseconds of lines gather before it writes again, so that a busy balancer pays for one
 * wake-up and one system call per batch and not per session; a line after a pause is written at once.
 */
public final class AccessLog implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(AccessLog.class);
    static final int QUEUE = 1 << 14; // 0.8 s of 20,000 sessions a second
    private static final int WRITE_AT_BYTES = 48 << 10;
    private static final long BATCH_NANOS = TimeUnit.MILLISECONDS.toNanos(5);
    private static final long COMPLAINT_INTERVAL_MILLIS = 1_000;

    private final SessionRing ring;
    private final LongSupplier epochMillis;
    private final Consumer<String> complaints;
    private final LongAdder dropped = new LongAdder();
    private final LineBuffer buffer = new LineBuffer();
    private final AtomicReference<@Nullable Target> next = new AtomicReference<>();
    private final Thread writer;
    private volatile boolean on;
    private volatile boolean sleeping;
    private volatile boolean closing;

    // The writer's own.
    private Target target = Target.OFF;
    private long complainedDrops;
    private long complainedAtMillis;
    private @Nullable String failure;

    /**
     * @param epochMillis wall clock that stamps the lines
     * @param complaints told of dropped lines, at most once a second
     */
    public AccessLog(LongSupplier epochMillis, Consumer<String> complaints) {
        this(QUEUE, epochMillis, complaints);
    }

    AccessLog(int capacity, LongSupplier epochMillis, Consumer<String> complaints) {
        this.ring = new SessionRing(capacity);
        this.epochMillis = epochMillis;
        this.complaints = complaints;
        this.writer = new Thread(this::run, "lb-access-log");
        writer.setDaemon(true);
        writer.start();
    }

    /**
     * Where lines go and in which form.
     *
     * @param output {@code null} = nowhere
     */
    public record Target(@Nullable LineOutput output, AccessFormat format) {
        public static final Target OFF = new Target(null, AccessFormat.TEXT);

        /** Closes an output that will not be used, or no longer. */
        public void discard() {
            if (output != null) {
                try {
                    output.close();
                } catch (IOException e) {
                    log.warn("closing the access log failed: " + e.getMessage());
                }
            }
        }
    }

    /** Takes over {@code target} and, once its lines are written, closes the one before. Any thread. */
    public void use(Target target) {
        Target overtaken = next.getAndSet(target);
        on = target.output() != null;
        if (overtaken != null) {
            overtaken.discard(); // the writer never saw it
        }
        LockSupport.unpark(writer);
    }

    /** Enqueues one line or counts it as dropped. Any thread; never blocks. */
    public void offer(SessionSummary session) {
        if (!on) {
            return;
        }
        if (!ring.offer(session, epochMillis.getAsLong())) {
            dropped.increment();
        } else if (sleeping) {
            sleeping = false;
            LockSupport.unpark(writer);
        }
    }

    /** Returns how many lines were lost so far, to a full queue or to an output that failed. */
    public long dropped() {
        return dropped.sum();
    }

    /** Writes what is enqueued and ends; gives up after {@code patience}, since the output may be stuck. */
    public void close(Duration patience) {
        closing = true;
        LockSupport.unpark(writer);
        try {
            writer.join(Math.max(1, patience.toMillis()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        close(Duration.ofSeconds(2));
    }

    private void run() {
        while (true) {
            boolean last = closing; // read first: what was offered before closing is still drained
            if (target.output() == null) {
                changeTarget(); // what was offered since belongs to the new one
            }
            boolean wrote = drain();
            changeTarget();
            complain();
            if (last) {
                target.discard();
                return;
            }
            if (wrote) {
                LockSupport.parkNanos(this, BATCH_NANOS);
            } else {
                sleep();
            }
        }
    }

    private void sleep() {
        sleeping = true;
        if (ring.isEmpty() && next.get() == null && !closing) {
            LockSupport.parkNanos(this, TimeUnit.SECONDS.toNanos(1));
        }
        sleeping = false;
    }

    private boolean drain() {
        boolean any = false;
        SessionSummary session = ring.poll();
        while (session != null) {
            any = true;
            target.format().write(session, ring.polledTime(), buffer);
            if (buffer.length() >= WRITE_AT_BYTES) {
                write();
            }
            session = ring.poll();
        }
        write();
        return any;
    }

    private void write() {
        LineOutput output = target.output();
        if (buffer.length() > 0 && output != null) {
            try {
                output.write(buffer.bytes(), buffer.length());
            } catch (IOException e) {
                dropped.add(buffer.lines());
                failure = e.getMessage();
            }
        }
        buffer.clear();
    }

    private void changeTarget() {
        Target changed = next.getAndSet(null);
        if (changed != null) {
            target.discard();
            target = changed;
        }
    }

    private void complain() {
        long lost = dropped.sum() - complainedDrops;
        long now = epochMillis.getAsLong();
        if (lost == 0 || (now - complainedAtMillis < COMPLAINT_INTERVAL_MILLIS && !closing)) {
            return;
        }
        complainedDrops += lost;
        complainedAtMillis = now;
        complaints.accept(new Fields("access log lost lines")
                .add("lines", lost)
                .add("why", failure == null ? "its output is slower than the sessions" : failure)
                .toString());
        failure = null;
    }
}
