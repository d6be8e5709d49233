package io.tcplb.server.demo;

import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Steady requests, each on a connection of its own, and a check of every answer. A connection that breaks before the
 * first byte of its answer is tried once more, as every HTTP client does with a GET: no balancer can give back what a
 * killed server had already taken in.
 */
final class Traffic {
    private static final int TIMEOUT_MILLIS = 10_000;

    private final AtomicLong sequence = new AtomicLong();
    private final AtomicLong answered = new AtomicLong();
    private final AtomicLong retried = new AtomicLong();
    private final AtomicLong failed = new AtomicLong();
    private final AtomicLong slowestNanos = new AtomicLong();
    private final AtomicReference<@Nullable String> lastFailure = new AtomicReference<>();
    private final ScheduledExecutorService pace = Executors.newSingleThreadScheduledExecutor(Threads.daemon("pace"));
    private final ExecutorService clients = Executors.newCachedThreadPool(Threads.daemon("client"));
    private final int port;

    Traffic(int port) {
        this.port = port;
    }

    void start(int perSecond) {
        long period = TimeUnit.SECONDS.toNanos(1) / perSecond;
        pace.scheduleAtFixedRate(() -> clients.execute(this::request), 0, period, TimeUnit.NANOSECONDS);
    }

    /** Stops sending and waits for the answers that are due. */
    void stop() throws InterruptedException {
        pace.shutdownNow();
        pace.awaitTermination(1, TimeUnit.SECONDS);
        clients.shutdown();
        clients.awaitTermination(2L * TIMEOUT_MILLIS, TimeUnit.MILLISECONDS);
    }

    long answered() {
        return answered.get();
    }

    long retried() {
        return retried.get();
    }

    long failed() {
        return failed.get();
    }

    /** Returns the slowest answer since the last call. */
    Duration takeSlowest() {
        return Duration.ofNanos(slowestNanos.getAndSet(0));
    }

    @Nullable
    String lastFailure() {
        return lastFailure.get();
    }

    private void request() {
        String path = "/" + sequence.incrementAndGet();
        long start = System.nanoTime();
        try {
            try {
                check(path, fetch(path));
            } catch (NoAnswerException e) {
                retried.incrementAndGet();
                check(path, fetch(path));
            }
            answered.incrementAndGet();
        } catch (IOException e) {
            failed.incrementAndGet();
            lastFailure.set(path + ": " + e.getMessage());
        }
        slowestNanos.accumulateAndGet(System.nanoTime() - start, Math::max);
    }

    private String fetch(String path) throws IOException {
        StringBuilder answer = new StringBuilder();
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), TIMEOUT_MILLIS);
            socket.setSoTimeout(TIMEOUT_MILLIS);
            String request = "GET " + path + " HTTP/1.1\r\nHost: demo\r\nConnection: close\r\n\r\n";
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            byte[] chunk = new byte[1024];
            for (int n = socket.getInputStream().read(chunk);
                    n >= 0;
                    n = socket.getInputStream().read(chunk)) {
                answer.append(new String(chunk, 0, n, StandardCharsets.ISO_8859_1));
            }
        } catch (java.net.SocketTimeoutException | java.net.ConnectException e) {
            throw e; // nothing broke: the balancer itself did not answer
        } catch (IOException e) {
            if (answer.length() == 0) {
                throw new NoAnswerException(String.valueOf(e.getMessage()));
            }
            throw e;
        }
        if (answer.length() == 0) {
            throw new NoAnswerException("closed without an answer");
        }
        return answer.toString();
    }

    private static void check(String path, String answer) throws IOException {
        if (!answer.startsWith("HTTP/1.1 200 ") || !answer.endsWith(" answers " + path + "\n")) {
            throw new EOFException(
                    "wrong or cut answer: " + answer.lines().findFirst().orElse("") + " …");
        }
    }

    /** The connection broke before the first byte of an answer. */
    private static final class NoAnswerException extends IOException {
        private static final long serialVersionUID = 1L;

        NoAnswerException(String message) {
            super(message);
        }
    }
}
