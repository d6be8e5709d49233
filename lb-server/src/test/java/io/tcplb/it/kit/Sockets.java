package io.tcplb.it.kit;

import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;

/** Blocking client sockets with a deadline on everything. */
public final class Sockets {
    /** No test waits longer than this for one read. */
    public static final int READ_TIMEOUT_MILLIS = 20_000;

    private static final int CONNECT_TIMEOUT_MILLIS = 10_000;

    private Sockets() {}

    public static InetSocketAddress loopback(int port) {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    }

    /** Returns the address of a literal IP address. */
    public static InetSocketAddress literal(String ip, int port) {
        return new InetSocketAddress(ip, port);
    }

    public static Socket connect(InetSocketAddress to) throws IOException {
        return connect("", to);
    }

    /** Connects from a given local address; an empty one leaves it to the kernel. */
    public static Socket connect(String from, InetSocketAddress to) throws IOException {
        Socket socket = new Socket();
        try {
            if (!from.isEmpty()) {
                socket.bind(literal(from, 0));
            }
            socket.setTcpNoDelay(true);
            socket.connect(to, CONNECT_TIMEOUT_MILLIS);
            socket.setSoTimeout(READ_TIMEOUT_MILLIS);
            return socket;
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }

    public static boolean accepts(int port) {
        return accepts("127.0.0.1", port);
    }

    /** Whether somebody accepts at this literal address. */
    public static boolean accepts(String host, int port) {
        try (Socket socket = connect(new InetSocketAddress(host, port))) {
            return socket.isConnected();
        } catch (IOException refused) {
            return false;
        }
    }

    /** Closes with a reset instead of a FIN. */
    public static void reset(Socket socket) throws IOException {
        socket.setSoLinger(true, 0);
        socket.close();
    }

    public static void send(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
    }

    /** Reads exactly as many bytes as {@code expected} has, and returns them. */
    public static String receive(Socket socket, int bytes) throws IOException {
        byte[] read = socket.getInputStream().readNBytes(bytes);
        if (read.length < bytes) {
            throw new EOFException("after " + read.length + " of " + bytes + " bytes");
        }
        return new String(read, StandardCharsets.UTF_8);
    }

    /** Reads to the peer's FIN. */
    public static String receiveAll(Socket socket) throws IOException {
        return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }

    /** How a connection ended, as the kernel told this side. */
    public enum Ending {
        FIN,
        RESET
    }

    /** Discards bytes until the connection ends. */
    public static Ending ending(Socket socket) throws IOException {
        try {
            socket.getInputStream().transferTo(OutputStream.nullOutputStream());
            return Ending.FIN;
        } catch (SocketException e) {
            if (String.valueOf(e.getMessage()).contains("reset")) {
                return Ending.RESET;
            }
            throw e;
        }
    }

    /** Connects, says nothing, and returns how that ended; a reset may be there before the connect returns. */
    public static Ending endingOf(InetSocketAddress to) throws IOException {
        try (Socket socket = connect(to)) {
            return ending(socket);
        } catch (ConnectException refused) {
            throw refused;
        } catch (SocketException e) {
            if (String.valueOf(e.getMessage()).contains("reset")) {
                return Ending.RESET;
            }
            throw e;
        }
    }

    /** One HTTP exchange on a connection of its own; returns the body's text. */
    public static String get(InetSocketAddress to, String path) throws IOException {
        return get("", to, path);
    }

    public static String get(String from, InetSocketAddress to, String path) throws IOException {
        try (Socket socket = connect(from, to)) {
            send(socket, "GET " + path + " HTTP/1.1\r\nHost: it\r\nConnection: close\r\n\r\n");
            HttpAnswer answer = HttpAnswer.parse(socket.getInputStream().readAllBytes());
            if (answer.status() >= 400) {
                throw new IOException("status " + answer.status());
            }
            return answer.body().strip();
        }
    }
}
