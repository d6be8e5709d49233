package io.tcplb.proxy;

import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/** A backend that does what a test's script says, one thread a connection. */
final class Server implements Closeable {
    /** What happens on one accepted connection, which is closed afterwards. */
    interface Script {
        void run(Socket socket) throws Exception;
    }

    private final ServerSocket listening;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final AtomicInteger accepted = new AtomicInteger();
    final Queue<Throwable> failures = new ConcurrentLinkedQueue<>();

    Server(Script script) throws IOException {
        listening = new ServerSocket(0, 128, InetAddress.getByName("127.0.0.1"));
        threads.execute(() -> {
            while (!listening.isClosed()) {
                try {
                    Socket socket = listening.accept();
                    accepted.incrementAndGet();
                    socket.setSoTimeout(20_000);
                    threads.execute(() -> serve(script, socket));
                } catch (IOException e) {
                    return;
                }
            }
        });
    }

    private void serve(Script script, Socket socket) {
        try (socket) {
            script.run(socket);
        } catch (SocketException e) {
            // The other side ended it; what the test expects of that it asserts itself.
        } catch (Throwable e) {
            failures.add(e);
        }
    }

    int accepted() {
        return accepted.get();
    }

    int port() {
        return listening.getLocalPort();
    }

    /** Returns a port on which nobody listens. */
    static int closedPort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            return socket.getLocalPort();
        }
    }

    /** Ends with a reset instead of a FIN. */
    static void reset(Socket socket) throws IOException {
        socket.setSoLinger(true, 0);
        socket.close();
    }

    @Override
    public void close() throws IOException {
        listening.close();
        threads.shutdownNow();
    }
}
