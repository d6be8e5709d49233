package io.tcplb.server.demo;

import io.tcplb.server.lifecycle.Signals;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * A tiny HTTP server in a process of its own, so that it can be killed like a real one. It ends when its standard
 * input does, which is when the demo is gone, however that ended.
 */
public final class DemoBackend {
    private static final int PATIENCE_MILLIS = 5_000;
    private static final int BACKLOG = 256;

    private final String name;
    private final long pid = ProcessHandle.current().pid();

    private DemoBackend(String name) {
        this.name = name;
    }

    /** @param args name and port on loopback; says {@code listening} once it does */
    public static void main(String[] args) throws IOException {
        Signals.handle("INT", () -> {}); // Ctrl-C reaches us too, but sessions still have to finish
        try (ServerSocket socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), Integer.parseInt(args[1])), BACKLOG);
            Thread watch = new Thread(DemoBackend::endWithParent, "parent-watch");
            watch.setDaemon(true);
            watch.start();
            System.out.println(BackendProcess.LISTENING);
            new DemoBackend(args[0]).serve(socket);
        }
    }

    private static void endWithParent() {
        try {
            System.in.readAllBytes(); // nothing is ever said
        } catch (IOException e) {
            // as good as the end
        }
        Runtime.getRuntime().halt(0);
    }

    private void serve(ServerSocket socket) throws IOException {
        ExecutorService threads = Executors.newCachedThreadPool();
        while (true) {
            Socket client = socket.accept();
            threads.execute(() -> answer(client));
        }
    }

    private void answer(Socket client) {
        try (client) {
            client.setSoTimeout(PATIENCE_MILLIS);
            BufferedReader in =
                    new BufferedReader(new InputStreamReader(client.getInputStream(), StandardCharsets.ISO_8859_1));
            String request = in.readLine();
            if (request == null) {
                return; // a health check that only connects
            }
            for (String header = request; header != null && !header.isEmpty(); ) {
                header = in.readLine();
            }
            String[] words = request.split(" ");
            String path = words.length > 1 ? words[1] : "/";
            String body = body(name, path, pid);
            String head = "HTTP/1.1 200 OK\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Length: "
                    + body.length() + "\r\nConnection: close\r\n\r\n";
            client.getOutputStream().write((head + body).getBytes(StandardCharsets.ISO_8859_1));
        } catch (IOException e) {
            // the client went away; the next one is served all the same
        }
    }

    private static String body(String name, String path, long pid) {
        return "backend " + name + " (pid " + pid + ") answers " + path + "\n";
    }
}
