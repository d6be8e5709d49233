package io.tcplb.bench.e2e;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * Sends HTTP requests at a steady rate, each on a connection of its own, and counts those that get no whole answer.
 * Latency is taken from the moment a request was due, so that a stall is seen by every request that it held up.
 */
final class PacedClient {
    private static final int THREADS = 32;
    private static final int TIMEOUT_MILLIS = 5_000;
    private static final byte[] REQUEST =
            "GET / HTTP/1.1\r\nHost: bench\r\nConnection: close\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

    private final int port;
    private final int total;
    private final long intervalNanos;
    private final long startNanos = System.nanoTime();
    private final AtomicInteger next = new AtomicInteger();
    private final AtomicInteger failed = new AtomicInteger();
    private final AtomicLong slowestNanos = new AtomicLong();
    private final ExecutorService threads = Executors.newFixedThreadPool(THREADS);

    private PacedClient(int port, int perSecond, int seconds) {
        this.port = port;
        total = perSecond * seconds;
        intervalNanos = TimeUnit.SECONDS.toNanos(1) / perSecond;
    }

    /** Starts sending; returns at once. */
    static PacedClient start(int port, int perSecond, int seconds) {
        PacedClient client = new PacedClient(port, perSecond, seconds);
        for (int i = 0; i < THREADS; i++) {
            client.threads.execute(client::work);
        }
        client.threads.shutdown();
        return client;
    }

    /** Waits until {@code count} requests have been started. */
    void awaitStarted(int count) {
        while (next.get() < count) {
            LockSupport.parkNanos(intervalNanos);
        }
    }

    void awaitEnd() throws IOException, InterruptedException {
        long limit = total * intervalNanos + TimeUnit.MILLISECONDS.toNanos(4L * TIMEOUT_MILLIS);
        if (!threads.awaitTermination(limit, TimeUnit.NANOSECONDS)) {
            threads.shutdownNow();
            throw new IOException("requests not finished in time");
        }
    }

    int total() {
        return total;
    }

    int failed() {
        return failed.get();
    }

    double slowestMillis() {
        return slowestNanos.get() / 1e6;
    }

    private void work() {
        for (int i = next.getAndIncrement(); i < total; i = next.getAndIncrement()) {
            long due = startNanos + i * intervalNanos;
            for (long wait = due - System.nanoTime(); wait > 0; wait = due - System.nanoTime()) {
                LockSupport.parkNanos(wait);
            }
            if (!succeeds()) {
                failed.incrementAndGet();
            }
            slowestNanos.accumulateAndGet(System.nanoTime() - due, Math::max);
        }
    }

    private boolean succeeds() {
        try (Socket socket = new Socket()) {
            socket.setSoTimeout(TIMEOUT_MILLIS);
            socket.connect(new InetSocketAddress(Net.LOOPBACK, port), TIMEOUT_MILLIS);
            socket.getOutputStream().write(REQUEST);
            InputStream in = socket.getInputStream();
            String answer = new String(in.readAllBytes(), StandardCharsets.US_ASCII);
            return answer.startsWith("HTTP/1.1 200") && answer.endsWith(WebServer.BODY);
        } catch (IOException e) {
            return false;
        }
    }
}
