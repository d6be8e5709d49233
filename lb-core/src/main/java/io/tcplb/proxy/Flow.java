package io.tcplb.proxy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.tcplb.net.StreamSocket;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * One direction of bytes. Owns memory only while the sink takes less than the source gave: the rest is set aside, and
 * nothing more is read until it is gone. Confined to the session's event loop.
 */
final class Flow {
    /** How a pump ended. */
    enum Outcome {
        /** Nothing more can be moved now; readiness will tell. */
        WAITS,
        /** More could be moved, but others should have a turn first. */
        MORE,
        /** The source is broken; everything that it gave has been moved or set aside. */
        SOURCE_BROKEN,
        /** The sink is broken. */
        SINK_BROKEN
    }

    private static final int FIRST_READ = 16 << 10;

    private final StreamSocket source;
    private final StreamSocket sink;
    private final Aside memory;
    private final Turns turns;
    private boolean hungry;
    private int readSize;
    private long moved;
    private boolean sourceFinished;
    private boolean finForwarded;
    private @Nullable ByteBuf aside;
    private @Nullable Tape tape;

    Flow(StreamSocket source, StreamSocket sink, Aside memory, Turns turns) {
        this.source = source;
        this.sink = sink;
        this.memory = memory;
        this.turns = turns;
        this.readSize = FIRST_READ;
    }

    /** Keeps a copy of what the source gives, until {@link #stopRecording}. */
    void recordOn(Tape newTape) {
        tape = newTape;
    }

    void stopRecording() {
        tape = null;
    }

    /** Begins with {@code header}, which is not the source's and not counted. */
    void begin(ByteBuffer header) {
        ByteBuf bytes = Unpooled.wrappedBuffer(header);
        setAside(bytes, 0, bytes.readableBytes());
    }

    /**
     * Begins with what the source gave earlier, after {@link #begin}.
     *
     * @param given stays the caller's
     * @param finished whether the source finished after it
     */
    void resume(ByteBuf given, boolean finished) {
        moved += given.readableBytes();
        sourceFinished = finished;
        if (given.isReadable()) {
            setAside(given, given.readerIndex(), given.readableBytes());
        }
    }

    /** Returns bytes that the source has given so far. */
    long bytes() {
        return moved;
    }

    /** Whether the source has finished sending. */
    boolean sourceFinished() {
        return sourceFinished;
    }

    /** Whether the source has finished and the sink has everything but the FIN. */
    boolean emptied() {
        return sourceFinished && aside == null;
    }

    boolean finForwarded() {
        return finForwarded;
    }

    /** Whether bytes wait for the sink. */
    boolean blocked() {
        return aside != null;
    }

    /** Moves what can be moved, through {@code shared}, which is empty before and after. */
    Outcome pump(ByteBuf shared) {
        Outcome outcome = pump(shared, turns.bytes());
        hungry(outcome == Outcome.MORE);
        return outcome;
    }

    private void hungry(boolean now) {
        if (now && !hungry) {
            turns.begin();
        } else if (hungry && !now) {
            turns.end();
        }
        hungry = now;
    }

    private Outcome pump(ByteBuf shared, int most) {
        if (aside != null) {
            Outcome flushed = flush(aside);
            if (flushed != Outcome.MORE) {
                return flushed;
            }
        }
        int turn = 0;
        while (source.readable() && !sourceFinished) {
            int length = toRead(Math.min(shared.capacity(), most));
            if (turn > 0 && turn + length > most) {
                return Outcome.MORE;
            }
            int got;
            try {
                got = source.read(shared, 0, length);
            } catch (IOException e) {
                return Outcome.SOURCE_BROKEN;
            }
            if (got == StreamSocket.NOTHING) {
                return Outcome.WAITS;
            }
            if (got == StreamSocket.EOF) {
                sourceFinished = true;
                return Outcome.WAITS;
            }
            turn += got;
            moved += got;
            if (tape != null) {
                tape.record(shared, 0, got);
            }
            sourceFinished = source.finished();
            int sent;
            try {
                sent = sourceFinished ? sink.writeLast(shared, 0, got) : sink.write(shared, 0, got);
            } catch (IOException e) {
                return Outcome.SINK_BROKEN;
            }
            finForwarded = sourceFinished && sent == got;
            if (sent < got) {
                setAside(shared, sent, got - sent);
                return Outcome.WAITS;
            }
            if (got == length) {
                readSize = Math.min(readSize << 1, shared.capacity());
            }
        }
        return Outcome.WAITS;
    }

    private int toRead(int most) {
        int wanted = Math.min(readSize, most);
        // Sessions that never filled a read need not ask for the size of a segment.
        return memory.mostToRead(readSize == FIRST_READ ? wanted : sink.wholeSegments(wanted));
    }

    private Outcome flush(ByteBuf rest) {
        if (!sink.writable()) {
            return Outcome.WAITS;
        }
        try {
            rest.skipBytes(sink.write(rest, rest.readerIndex(), rest.readableBytes()));
        } catch (IOException e) {
            return Outcome.SINK_BROKEN;
        }
        if (rest.isReadable()) {
            return Outcome.WAITS;
        }
        giveBack();
        return Outcome.MORE;
    }

    private void setAside(ByteBuf from, int index, int length) {
        ByteBuf before = aside;
        aside = before == null ? memory.keep(from, index, length) : memory.append(before, from, index, length);
        readSize = Math.max(FIRST_READ, readSize >> 1);
    }

    /** Tells the sink that nothing more will come. To be called when {@link #emptied} and not yet {@link #finForwarded}. */
    Outcome forwardFin() {
        finForwarded = true;
        try {
            sink.finishOutput();
            return Outcome.WAITS;
        } catch (IOException e) {
            return Outcome.SINK_BROKEN;
        }
    }

    /** Gives memory and turns back. */
    void release() {
        hungry(false);
        giveBack();
    }

    private void giveBack() {
        if (aside != null) {
            memory.giveBack(aside);
            aside = null;
        }
    }
}
