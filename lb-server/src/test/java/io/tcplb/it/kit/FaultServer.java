package io.tcplb.it.kit;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** A scripted server, for what no real one does on request. One thread per connection. */
public final class FaultServer implements AutoCloseable {
    /** What is done with one accepted connection; it is closed when this returns. */
    @FunctionalInterface
    public interface Behaviour {
        void serve(Socket socket) throws IOException, InterruptedException;
    }

    private final String host;
    private final Behaviour behaviour;
    private final ServerSocket listening = new ServerSocket();
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final BlockingQueue<Socket> handed = new LinkedBlockingQueue<>();
    private final Queue<String> failures = new ConcurrentLinkedQueue<>();
    private final AtomicInteger accepted = new AtomicInteger();

    FaultServer(Behaviour behaviour) throws IOException {
        this("127.0.0.1", behaviour);
    }

    FaultServer(String host, Behaviour behaviour) throws IOException {
        this.host = host;
        this.behaviour = behaviour;
        listening.bind(Sockets.literal(host, FreePorts.next()), 1024);
        daemon("accept", this::acceptAll);
    }

    /** Resets every connection as soon as it is there. */
    public static void resets(Socket socket) throws IOException {
        Sockets.reset(socket);
    }

    /** Answers with what it is sent, and finishes when the client has. */
    public static void echoes(Socket socket) throws IOException {
        InputStream in = socket.getInputStream();
        OutputStream out = socket.getOutputStream();
        byte[] buffer = new byte[16 << 10];
        for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
            out.write(buffer, 0, read);
        }
        socket.shutdownOutput();
    }

    /** Says nothing and reads nothing until the test ends. */
    public static void isSilent(Socket socket) throws InterruptedException {
        while (!socket.isClosed()) {
            TimeUnit.SECONDS.sleep(1);
        }
    }

    /** Says {@code id} and finishes: tells a client which server it got. */
    public static Behaviour greets(String id) {
        return socket -> {
            Sockets.send(socket, id);
            socket.shutdownOutput();
            Sockets.ending(socket);
        };
    }

    /** Greets with {@code id} and then echoes. */
    public static Behaviour greetsAndEchoes(String id) {
        return socket -> {
            Sockets.send(socket, id);
            echoes(socket);
        };
    }

    /** Starts a server whose connections the test itself plays, taken with {@link #take}. */
    public static FaultServer manual() throws IOException {
        return new FaultServer(FaultServer::isSilent);
    }

    /** As {@link #manual()}, at one of this machine's other addresses. */
    public static FaultServer manual(String host) throws IOException {
        return new FaultServer(host, FaultServer::isSilent);
    }

    /** Returns the next accepted connection, to be played by the test. */
    public Socket take() throws InterruptedException, IOException {
        Socket socket = handed.poll(10, TimeUnit.SECONDS);
        if (socket == null) {
            throw new AssertionError("nobody connected within 10 s");
        }
        socket.setSoTimeout(Sockets.READ_TIMEOUT_MILLIS);
        return socket;
    }

    public String address() {
        return host + ":" + listening.getLocalPort();
    }

    public int port() {
        return listening.getLocalPort();
    }

    /** Returns how many connections it was given, probes included. */
    public int accepted() {
        return accepted.get();
    }

    /** Returns how many of them are still open here. */
    public int openConnections() {
        return open.size();
    }

    /** Returns what went wrong on its side, in words. */
    public Queue<String> failures() {
        return failures;
    }

    @Override
    public void close() throws IOException {
        listening.close();
        for (Socket socket : open) {
            socket.close();
        }
    }

    private void acceptAll() {
        while (!listening.isClosed()) {
            @Nullable Socket socket = accept();
            if (socket != null) {
                open.add(socket);
                accepted.incrementAndGet();
                handed.add(socket);
                daemon("serve", () -> serve(socket));
            }
        }
    }

    private @Nullable Socket accept() {
        try {
            return listening.accept();
        } catch (IOException closed) {
            return null;
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            socket.setTcpNoDelay(true);
            behaviour.serve(socket);
        } catch (IOException e) {
            failures.add(String.valueOf(e.getMessage()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            open.remove(socket);
        }
    }

    private static void daemon(String name, Runnable work) {
        Thread thread = new Thread(null, work, "fault-server-" + name, 256 << 10);
        thread.setDaemon(true);
        thread.start();
    }
}
