package io.tcplb.it.kit;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * Sessions that stay: each sends a little of its position-coded stream to an echo server time and again and verifies
 * what comes back, until it is told to finish.
 */
public final class LongSessions implements AutoCloseable {
    private static final int CHUNK = 251; // not a multiple of the code's word, so every alignment occurs
    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(40);

    private final List<Thread> threads = new ArrayList<>();
    private final List<Socket> sockets = new ArrayList<>();
    private final Queue<String> failures = new ConcurrentLinkedQueue<>();
    private final AtomicLong rounds = new AtomicLong();
    private volatile boolean finishing;

    /** Opens {@code count} sessions; returns when each has had its first answer. */
    public static LongSessions start(InetSocketAddress target, int count) throws IOException {
        LongSessions sessions = new LongSessions();
        for (int stream = 1; stream <= count; stream++) {
            sessions.open(Sockets.connect(target), stream);
        }
        sessions.awaitRounds(count);
        return sessions;
    }

    private void open(Socket socket, int stream) {
        sockets.add(socket);
        Thread thread = new Thread(null, () -> run(socket, stream), "long-session-" + stream, 256 << 10);
        thread.setDaemon(true);
        threads.add(thread);
        thread.start();
    }

    /** Waits until this many chunks have made the trip, over all sessions, from now on. */
    public void awaitRounds(long more) {
        long goal = rounds.get() + more;
        Await.until(
                more + " more chunks verified",
                Duration.ofSeconds(30),
                () -> rounds.get() >= goal || !failures.isEmpty(),
                () -> rounds + " so far");
    }

    /** Returns what went wrong, in words; empty when every session is alive and every byte was right. */
    public List<String> failures() {
        return List.copyOf(failures);
    }

    /** Half-closes every session and waits for the other side's FIN; returns what went wrong in all their lives. */
    public List<String> finish() throws InterruptedException {
        finishing = true;
        for (Thread thread : threads) {
            thread.join(TimeUnit.SECONDS.toMillis(30));
        }
        return failures();
    }

    @Override
    public void close() throws IOException {
        for (Socket socket : sockets) {
            socket.close();
        }
    }

    private void run(Socket socket, int stream) {
        long offset = 0;
        try (socket) {
            while (!finishing) {
                ByteBuffer chunk = ByteBuffer.allocate(CHUNK);
                PositionCode.fill(chunk, stream, offset);
                socket.getOutputStream().write(chunk.array());
                byte[] echo = socket.getInputStream().readNBytes(CHUNK);
                PositionCode.verify(ByteBuffer.wrap(echo), stream, offset);
                if (echo.length < CHUNK) {
                    throw new IOException("ended by the other side");
                }
                offset += CHUNK;
                rounds.incrementAndGet();
                LockSupport.parkNanos(PAUSE_NANOS);
            }
            socket.shutdownOutput();
            if (socket.getInputStream().read() >= 0) {
                throw new IOException("a byte too many");
            }
        } catch (IOException | AssertionError e) {
            failures.add("session " + stream + " after " + offset + " bytes: " + e.getMessage());
        }
    }
}
