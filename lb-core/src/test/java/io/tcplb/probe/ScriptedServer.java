package io.tcplb.probe;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A loopback server that does with each connection what a script says, one after the other. */
final class ScriptedServer implements AutoCloseable {
    interface Script {
        void serve(Socket client) throws IOException;
    }

    private final ServerSocket listener;
    private final Script script;
    private final Thread thread;
    private final BlockingQueue<String> noted = new LinkedBlockingQueue<>();

    ScriptedServer(Script script) {
        this.script = script;
        try {
            listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        thread = new Thread(this::run, "scripted-server");
        thread.setDaemon(true);
        thread.start();
    }

    /** Answers {@code answer} once something has arrived, then waits for the client to finish. */
    static ScriptedServer answering(String answer) {
        return new ScriptedServer(client -> {
            receive(client);
            send(client, answer);
            untilEnd(client);
        });
    }

    /** Accepts, reads and never answers. */
    static ScriptedServer silent() {
        return new ScriptedServer(ScriptedServer::untilEnd);
    }

    static void send(Socket client, String latin1) throws IOException {
        client.getOutputStream().write(latin1.getBytes(StandardCharsets.ISO_8859_1));
    }

    /** Returns what one read brings. */
    static String receive(Socket client) throws IOException {
        byte[] bytes = new byte[8192];
        int n = client.getInputStream().read(bytes);
        return n < 0 ? "" : new String(bytes, 0, n, StandardCharsets.ISO_8859_1);
    }

    /** Reads until the client has finished; fails when it resets. */
    static void untilEnd(Socket client) throws IOException {
        client.getInputStream().transferTo(OutputStream.nullOutputStream());
    }

    int port() {
        return listener.getLocalPort();
    }

    /** How the scripts ended, one after the other: {@code done} or the exception's words. */
    String ended() throws InterruptedException {
        String how = noted.poll(20, TimeUnit.SECONDS);
        return how == null ? "nothing within 20s" : how;
    }

    private void run() {
        while (!listener.isClosed()) {
            try (Socket client = listener.accept()) {
                client.setTcpNoDelay(true);
                client.setSoTimeout(20_000);
                noted.add(serve(client));
            } catch (IOException e) {
                return;
            }
        }
    }

    private String serve(Socket client) {
        try {
            script.serve(client);
            return "done";
        } catch (IOException e) {
            return String.valueOf(e.getMessage());
        }
    }

    @Override
    public void close() throws IOException {
        listener.close();
    }
}
