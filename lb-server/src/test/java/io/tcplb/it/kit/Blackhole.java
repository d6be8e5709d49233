package io.tcplb.it.kit;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.ArrayList;
import java.util.List;

/** A port whose accept queue is full, so that the kernel drops every SYN: a connect neither succeeds nor fails. */
public final class Blackhole implements AutoCloseable {
    private static final int PROBE_MILLIS = 300;

    private final ServerSocket listening = new ServerSocket();
    private final List<Socket> queued = new ArrayList<>();

    Blackhole() throws IOException {
        listening.bind(Sockets.loopback(FreePorts.next()), 1);
        while (fillOne()) {
            if (queued.size() > 64) {
                throw new IllegalStateException("the accept queue does not fill");
            }
        }
    }

    public String address() {
        return "127.0.0.1:" + listening.getLocalPort();
    }

    private boolean fillOne() throws IOException {
        Socket socket = new Socket();
        try {
            socket.connect(listening.getLocalSocketAddress(), PROBE_MILLIS);
            queued.add(socket);
            return true;
        } catch (SocketTimeoutException full) {
            socket.close();
            return false;
        }
    }

    @Override
    public void close() throws IOException {
        for (Socket socket : queued) {
            socket.close();
        }
        listening.close();
    }
}
