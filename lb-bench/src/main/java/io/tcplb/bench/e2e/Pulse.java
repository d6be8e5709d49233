package io.tcplb.bench.e2e;

import java.io.EOFException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/**
 * One session that is kept open and sends a small message at a steady rate, each answered before the next. Latency is
 * taken from the moment a message was due, so that whatever holds the session up is seen at its full length.
 */
final class Pulse implements AutoCloseable {
    private static final int MESSAGE_BYTES = 64;
    private static final int PER_SECOND = 500;

    private final SocketChannel channel;
    private final ByteBuffer message = ByteBuffer.allocateDirect(MESSAGE_BYTES);
    private final Histogram latency = new Histogram(TimeUnit.MINUTES.toNanos(5), 3);
    private final Thread thread = new Thread(this::run, "pulse");
    private volatile boolean ended;
    private volatile @Nullable IOException failure;

    private Pulse(SocketChannel channel) {
        this.channel = channel;
    }

    static Pulse start(int port) throws IOException {
        Pulse pulse = new Pulse(SocketChannel.open(new InetSocketAddress(Net.LOOPBACK, port)));
        pulse.roundTrip(); // the session is set up before the clock runs
        pulse.thread.setDaemon(true);
        pulse.thread.start();
        return pulse;
    }

    /** Ends it and returns all latencies in nanoseconds. */
    Histogram stop() throws IOException, InterruptedException {
        ended = true;
        thread.join();
        channel.close();
        IOException failed = failure;
        if (failed != null) {
            throw failed;
        }
        return latency;
    }

    @Override
    public void close() throws IOException {
        ended = true;
        channel.close();
    }

    private void run() {
        long interval = TimeUnit.SECONDS.toNanos(1) / PER_SECOND;
        try {
            for (long due = System.nanoTime() + interval; !ended; due += interval) {
                for (long wait = due - System.nanoTime(); wait > 0; wait = due - System.nanoTime()) {
                    LockSupport.parkNanos(wait);
                }
                roundTrip();
                latency.recordValue(System.nanoTime() - due);
            }
        } catch (IOException e) {
            failure = e;
        }
    }

    private void roundTrip() throws IOException {
        channel.write(message.clear());
        message.clear();
        while (message.hasRemaining()) {
            if (channel.read(message) < 0) {
                throw new EOFException("a session that should be kept open was closed");
            }
        }
    }
}
