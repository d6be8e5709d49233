package io.tcplb.it.kit;

import java.io.EOFException;
import java.io.IOException;
import java.net.Socket;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A client that asks and waits for the echo, over and over, and notes how long each took: what the users of a balancer
 * feel while it is busy with others. Used by one thread.
 */
public final class RoundTrips implements AutoCloseable {
    private static final int QUESTION = 64;

    /** How the next session is opened, for clients that have to say something first. */
    @FunctionalInterface
    public interface Dial {
        Socket open() throws IOException;
    }

    private final Dial dial;
    private final List<Socket> kept = new ArrayList<>();

    private RoundTrips(Dial dial) {
        this.dial = dial;
    }

    /** Asks on {@code sessions} sessions in turn, which stay open. */
    public static RoundTrips kept(int sessions, Dial dial) throws IOException {
        RoundTrips trips = new RoundTrips(dial);
        for (int i = 0; i < sessions; i++) {
            trips.kept.add(dial.open());
        }
        return trips;
    }

    /** Opens a session for every question, which is part of the time that it takes. */
    public static RoundTrips fresh(Dial dial) {
        return new RoundTrips(dial);
    }

    /** Asks {@code count} times and returns the nanoseconds that each took, in ascending order. */
    public long[] measure(int count) throws IOException {
        byte[] question = new byte[QUESTION];
        long[] nanos = new long[count];
        for (int i = 0; i < count; i++) {
            question[0] = (byte) i;
            long start = System.nanoTime();
            if (kept.isEmpty()) {
                try (Socket socket = dial.open()) {
                    ask(socket, question);
                }
            } else {
                ask(kept.get(i % kept.size()), question);
            }
            nanos[i] = System.nanoTime() - start;
        }
        Arrays.sort(nanos);
        return nanos;
    }

    private static void ask(Socket socket, byte[] question) throws IOException {
        socket.getOutputStream().write(question);
        byte[] answer = socket.getInputStream().readNBytes(QUESTION);
        if (!Arrays.equals(question, answer)) {
            throw new EOFException("answered " + answer.length + " bytes, or wrong ones");
        }
    }

    /** Returns a percentile of times in ascending order. */
    public static long percentile(long[] ascending, int percent) {
        return ascending[Math.min(ascending.length - 1, ascending.length * percent / 100)];
    }

    /** Returns the middle one of {@code values}. */
    public static long median(List<Long> values) {
        return values.stream().sorted().toList().get(values.size() / 2);
    }

    @Override
    public void close() throws IOException {
        for (Socket socket : kept) {
            socket.close();
        }
    }
}
