package io.tcplb.net;

import java.io.IOException;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/** A bound socket that accepts clients on one event loop. */
public interface Acceptor {
    /** Told about clients. */
    interface Listener {
        /** Returns whether one more client may be accepted; while not, they wait in the kernel's queue. */
        boolean mayAccept();

        /** Returns the loop that the next client will live on; the acceptor's own where the kernel spreads clients. */
        NetLoop loopOfNext();

        /**
         * Takes over a client, on the client's event loop.
         *
         * @param peer {@code null} for a unix socket
         */
        void accepted(StreamSocket client, @Nullable InetSocketAddress peer);

        /** Accepting failed for want of descriptors or memory; it is tried again shortly. */
        void acceptFailed(IOException cause);
    }

    /** Returns the address in use, in the form of the configuration. */
    String address();

    /** Starts to queue clients. Any thread, before {@link #start}. */
    void listen() throws IOException;

    /** Applies options that accepted sockets inherit. Any thread. */
    void options(SocketOptions options) throws IOException;

    /** Starts to accept, or goes on with another listener; on {@code loop}'s thread. */
    void start(NetLoop loop, Listener listener) throws IOException;

    /** Accepts what is queued, then closes. On the loop's thread when started, else on any. */
    void close();
}
