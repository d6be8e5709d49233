package io.tcplb.it.kit;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** The same thing many times on a few threads. */
public final class Repeat {
    private static final int THREADS = 32;
    private static final int FAILURES_TOLD = 100;

    private Repeat() {}

    /** One of the times. */
    @FunctionalInterface
    public interface Time {
        void run(int number) throws Exception;
    }

    /** Runs {@code body} with 1, 2 … {@code times}; returns what went wrong, in words. */
    public static List<String> times(int times, Duration atMost, Time body) throws InterruptedException {
        AtomicInteger next = new AtomicInteger();
        Queue<String> failures = new ConcurrentLinkedQueue<>();
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < THREADS; i++) {
            Thread thread = new Thread(null, () -> work(next, times, body, failures), "repeat-" + i, 256 << 10);
            thread.setDaemon(true);
            thread.start();
            threads.add(thread);
        }
        long deadline = System.nanoTime() + atMost.toNanos();
        for (Thread thread : threads) {
            thread.join(Math.max(1, TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime())));
            if (thread.isAlive()) {
                failures.add("not done within " + atMost);
                break;
            }
        }
        return List.copyOf(failures);
    }

    private static void work(AtomicInteger next, int times, Time body, Queue<String> failures) {
        for (int number = next.incrementAndGet(); number <= times; number = next.incrementAndGet()) {
            try {
                body.run(number);
            } catch (Exception | AssertionError e) {
                failures.add(number + ": " + e);
                if (failures.size() >= FAILURES_TOLD) {
                    return;
                }
            }
        }
    }
}
