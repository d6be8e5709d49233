package io.tcplb.it.kit;

import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Exchanges in which one side has finished sending before the other one says a word. Whoever cuts the second half off
 * when the first has ended is found out: every byte of it is known.
 */
public final class Halves {
    private static final int HEADER = 2 * Integer.BYTES;
    private static final int ANSWER = 1 << 20;

    private Halves() {}

    /** A server that reads to the client's FIN and only then answers. */
    public static void answersAfterFin(Socket socket) throws IOException {
        DataInputStream in = new DataInputStream(socket.getInputStream());
        int stream = in.readInt();
        int length = in.readInt();
        verify(in.readAllBytes(), stream);
        socket.getOutputStream().write(bytes(stream + ANSWER, length));
        socket.shutdownOutput();
        Sockets.ending(socket);
    }

    /** Plays the client of {@link #answersAfterFin}. */
    public static void askAndFinish(InetSocketAddress target, int stream, int question, int answer) throws IOException {
        try (Socket socket = Sockets.connect(target)) {
            socket.getOutputStream().write(header(stream, answer, question));
            socket.shutdownOutput();
            byte[] received = socket.getInputStream().readAllBytes();
            verify(received, stream + ANSWER);
            expect(stream, received.length, answer);
        }
    }

    /** A server that greets, finishes at once, and then takes what the client sends. */
    public static FaultServer.Behaviour finishesFirst(long seed) {
        AtomicInteger next = new AtomicInteger();
        return socket -> {
            int stream = next.incrementAndGet();
            int greeting = size(new Random(seed + stream));
            int upload = size(new Random(seed - stream));
            socket.getOutputStream().write(header(stream, upload, greeting));
            socket.shutdownOutput();
            byte[] received = socket.getInputStream().readAllBytes();
            verify(received, stream + ANSWER);
            expect(stream, received.length, upload);
        };
    }

    /** Plays the client of {@link #finishesFirst}; returns once the server has closed as well. */
    public static void hearAndSend(InetSocketAddress target) throws IOException {
        try (Socket socket = Sockets.connect(target)) {
            DataInputStream in = new DataInputStream(socket.getInputStream());
            int stream = in.readInt();
            int upload = in.readInt();
            verify(in.readAllBytes(), stream);
            socket.getOutputStream().write(bytes(stream + ANSWER, upload));
        }
    }

    /** Mostly small, some as large as buffers, 0 included. */
    public static int size(Random random) {
        return random.nextInt(100) == 0 ? random.nextInt(300_000) : random.nextInt(3_000);
    }

    private static byte[] header(int stream, int other, int length) {
        byte[] bytes = new byte[HEADER + length];
        ByteBuffer buffer = ByteBuffer.wrap(bytes).putInt(stream).putInt(other);
        PositionCode.fill(buffer, stream, 0);
        return bytes;
    }

    private static byte[] bytes(int stream, int length) {
        byte[] bytes = new byte[length];
        PositionCode.fill(ByteBuffer.wrap(bytes), stream, 0);
        return bytes;
    }

    private static void verify(byte[] received, int stream) throws IOException {
        try {
            PositionCode.verify(ByteBuffer.wrap(received), stream, 0);
        } catch (AssertionError wrong) {
            throw new IOException(wrong.getMessage(), wrong);
        }
    }

    private static void expect(int stream, int received, int sent) throws IOException {
        if (received != sent) {
            throw new IOException("stream " + stream + " truncated: " + received + " of " + sent + " bytes");
        }
    }
}
