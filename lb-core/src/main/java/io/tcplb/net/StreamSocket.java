package io.tcplb.net;

import io.netty.buffer.ByteBuf;
import java.io.IOException;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * A connected, or connecting, non-blocking stream socket. Confined to its event loop.
 *
 * <p>Readiness is edge-triggered and remembered here: after {@link #watch} the listener is called when {@link #readable}
 * or {@link #writable} turns true, and not again before a call has found the socket exhausted. A caller must therefore
 * go on while the flags say so, or ask for a {@linkplain #remind reminder}.
 */
public abstract class StreamSocket {
    /** {@link #read} found nothing now. */
    public static final int NOTHING = 0;

    /** {@link #read} found that the peer has finished sending. */
    public static final int EOF = -1;

    /** Told about readiness, on the socket's event loop. */
    public interface Listener {
        /** Something changed: a connect ended, bytes or room arrived, the peer finished or reset. */
        void ready(StreamSocket socket);
    }

    /** How a connection ends on the wire. */
    private enum Closing {
        NOT_YET,
        FINISH,
        RESET
    }

    private final NetLoop loop;
    private @Nullable Listener listener;
    private boolean readable = true;
    private boolean writable = true;
    private boolean failed;
    private Closing closing = Closing.NOT_YET;

    /** For an implementation, which tells of readiness by the protected methods. All of them belong to the loop. */
    protected StreamSocket(NetLoop loop) {
        this.loop = loop;
    }

    /**
     * Reads up to {@code length} bytes into {@code buffer} at {@code index}.
     *
     * @return how many; {@link #NOTHING}; or {@link #EOF}
     * @throws IOException the connection is broken: reset, timed out
     */
    public abstract int read(ByteBuf buffer, int index, int length) throws IOException;

    /**
     * Writes up to {@code length} bytes of {@code buffer} from {@code index}.
     *
     * @return how many the kernel took; fewer than asked means that the socket is no longer writable
     * @throws IOException the connection is broken: reset, timed out
     */
    public abstract int write(ByteBuf buffer, int index, int length) throws IOException;

    /**
     * Returns the most bytes, up to {@code length}, that fill whole segments on their way to the peer; {@code length} where
     * that is less than one, or the platform cannot tell. What remains of a large write goes out in a segment of its own,
     * and on loopback, where a segment is 64 KiB, costs as much as a full one.
     */
    public int wholeSegments(int length) {
        return length;
    }

    /** Tells the peer that nothing more will come, after everything written before. */
    public abstract void finishOutput() throws IOException;

    /**
     * Writes like {@link #write} what is known to be the last, and finishes the output if everything was taken: where the
     * platform can, the FIN travels with the bytes, a packet less.
     */
    public int writeLast(ByteBuf buffer, int index, int length) throws IOException {
        int n = write(buffer, index, length);
        if (n == length) {
            finishOutput();
        }
        return n;
    }

    /** Whether it is certain without asking the kernel again that the next read would find {@link #EOF}. */
    public boolean finished() {
        return false;
    }

    /**
     * Ends a pending connect.
     *
     * @return false while it is still going on
     * @throws IOException why it failed
     */
    public abstract boolean finishConnect() throws IOException;

    /** Takes the kernel's pending error; {@code null} when there is none or the platform cannot tell. */
    public abstract @Nullable IOException takeError();

    /**
     * Applies keepalive and user time-out. Not done at connect because they matter only to sessions that live for
     * seconds and cost five system calls.
     */
    public abstract void tuneForLongLife(SocketOptions options);

    /** Returns the address on this side; {@code null} for a unix socket or when the connection is broken. */
    public abstract @Nullable InetSocketAddress localAddress();

    /**
     * Returns how much of the kernel's memory holds what was written and the peer has not acknowledged; 0 when everything
     * has arrived, or the platform cannot tell.
     */
    public abstract int undelivered();

    /**
     * Holds the receive buffer at what it starts with, and what waits to be sent at little; or lets the kernel use more
     * again as bytes flow. What is queued already stays, and so does a size that {@code options} ask for.
     */
    public abstract void narrow(boolean narrow, SocketOptions options);

    /** Whether a read may find that the peer has finished; may be true although it has not. */
    public abstract boolean peerMayHaveFinished();

    /**
     * Sends the handshake's last ACK at once where connecting left it to travel with the first data. Without data the
     * kernel would hold it back for up to 200 ms, and the peer would accept nobody until then.
     */
    public void completeHandshake() {}

    /**
     * Has the listener called once more although nothing has changed, in the loop's next round: after everybody else who is
     * ready by then. For a caller that leaves a readable socket for the sake of others.
     */
    public abstract void remind();

    /** The listener is there: from now on it must be told. */
    protected abstract void startWatching() throws IOException;

    /** Lets go, with a reset or politely; called once, after the loop's current batch of events. */
    protected abstract void closeDescriptor(boolean reset);

    /** Starts to be told; the first call may come in this turn or a later one. */
    public final void watch(Listener newListener) throws IOException {
        assert loop.inLoop();
        listener = newListener;
        startWatching();
    }

    /** Whether a read may find something. */
    public final boolean readable() {
        return readable;
    }

    /** Whether a write may be taken. */
    public final boolean writable() {
        return writable;
    }

    /** Whether the kernel reported an error or a hang-up of both directions. */
    public final boolean failed() {
        return failed;
    }

    protected final void readable(boolean now) {
        readable = now;
    }

    protected final void writable(boolean now) {
        writable = now;
    }

    final void setFailed() {
        failed = true;
    }

    protected final void tellListener() {
        Listener told = listener;
        if (told != null && closing == Closing.NOT_YET) {
            told.ready(this);
        }
    }

    final boolean isClosing() {
        return closing != Closing.NOT_YET;
    }

    /** Returns the loop that this socket is confined to. Safe from any thread. */
    public final NetLoop netLoop() {
        return loop;
    }

    /** Closes with a FIN after everything written. The listener hears no more. */
    public final void close() {
        close(Closing.FINISH);
    }

    /** Closes with a reset; what the kernel has not sent yet is dropped. The listener hears no more. */
    public final void reset() {
        close(Closing.RESET);
    }

    private void close(Closing how) {
        assert loop.inLoop();
        if (closing == Closing.NOT_YET) {
            closing = how;
            listener = null;
            loop.closeAfterBatch(this);
        }
    }

    final void closeNow() {
        closeDescriptor(closing == Closing.RESET);
    }
}
