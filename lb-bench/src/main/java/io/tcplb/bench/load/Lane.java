package io.tcplb.bench.load;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelException;
import io.netty.channel.IoEventLoop;
import io.netty.channel.epoll.LinuxSocket;
import java.io.IOException;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * Carries one request at a time, each on a connection of its own or all on one. Confined to the generator's thread.
 *
 * <p>It works on raw sockets, because a channel with its pipeline would cost the machine as much as the proxy that is to
 * be measured.
 */
final class Lane {
    private static final int LONGEST_ANSWER = 1024;

    private enum State {
        IDLE,
        CONNECTING,
        WAITING,
        /** Answered, and the server is to close. */
        CLOSING
    }

    private final IoEventLoop loop;
    private final InetSocketAddress target;
    private final Exchange exchange;
    private final Listener listener;
    private final ByteBuf request;
    private final ByteBuf answer = Unpooled.directBuffer(LONGEST_ANSWER, LONGEST_ANSWER);
    private State state = State.IDLE;
    private @Nullable Wire wire;
    private int index;
    private long sinceNanos;

    /** @param request the bytes of the request, shared by all lanes and only read */
    Lane(IoEventLoop loop, InetSocketAddress target, Exchange exchange, ByteBuf request, Listener listener) {
        this.loop = loop;
        this.target = target;
        this.exchange = exchange;
        this.request = request;
        this.listener = listener;
    }

    /** Starts request {@code newIndex}; the lane must be idle. */
    void send(int newIndex, long nowNanos) {
        assert state == State.IDLE : state;
        index = newIndex;
        sinceNanos = nowNanos;
        answer.clear();
        try {
            Wire open = wire;
            if (open == null) {
                connect();
            } else {
                write(open);
            }
        } catch (IOException e) {
            lose();
        }
    }

    private void connect() throws IOException {
        LinuxSocket socket;
        try {
            socket = LinuxSocket.newSocketStream(false);
        } catch (ChannelException e) {
            throw new IOException(e);
        }
        Wire opening = new Wire(loop, socket, this);
        wire = opening;
        state = State.CONNECTING;
        opening.connect(target);
    }

    private void write(Wire open) throws IOException {
        state = State.WAITING;
        if (open.write(request) < request.readableBytes()) {
            throw new IOException("a request did not fit into an empty send buffer");
        }
    }

    void connected(Wire source) {
        if (source == wire && state == State.CONNECTING) {
            try {
                write(source);
            } catch (IOException e) {
                lose();
            }
        }
    }

    /** Reads what is there; {@code source} has something to read, or its end. */
    void readable(Wire source, boolean mayHaveEnded) {
        try {
            while (source == wire && answer.isWritable()) {
                int room = answer.writableBytes();
                int n = source.read(answer);
                if (n < 0) {
                    ended();
                    return;
                }
                if (n > 0 && state == State.WAITING && exchange.isWhole(answer)) {
                    answered();
                }
                if (n == 0 || (n < room && !mayHaveEnded)) {
                    return; // a short read has emptied the queue (epoll(7))
                }
            }
        } catch (IOException e) {
            ended();
            return;
        }
        if (source == wire) {
            ended(); // too long for an answer
        }
    }

    private void answered() {
        int done = index;
        boolean right = exchange.isRight(answer);
        boolean open = right && exchange.keptOpen();
        state = right && !open ? State.CLOSING : State.IDLE;
        if (!right) {
            dropWire();
            listener.lost(this, done);
        } else {
            listener.answered(done);
        }
        if (state == State.IDLE) {
            listener.free(this);
        }
    }

    /** The connection ended, for whatever reason. */
    void ended() {
        switch (state) {
            case IDLE -> dropWire(); // the next request opens another
            case CONNECTING, WAITING -> lose();
            case CLOSING -> {
                dropWire();
                state = State.IDLE;
                listener.free(this);
            }
        }
    }

    private void lose() {
        dropWire();
        state = State.IDLE;
        listener.lost(this, index);
        listener.free(this);
    }

    /** Gives up on what has been under way since before {@code thenNanos}. */
    void expire(long thenNanos) {
        if (state != State.IDLE && sinceNanos - thenNanos < 0) {
            ended();
        }
    }

    private void dropWire() {
        if (wire != null) {
            wire.close();
            wire = null;
        }
    }

    void close() {
        dropWire();
        answer.release();
    }

    interface Listener {
        void answered(int index);

        void lost(Lane lane, int index);

        /** The lane takes the next request. */
        void free(Lane lane);
    }
}
