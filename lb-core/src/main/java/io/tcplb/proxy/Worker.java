package io.tcplb.proxy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.IoEventLoop;
import io.netty.util.concurrent.Ticker;
import io.tcplb.backend.Backend;
import io.tcplb.net.NetLoop;
import io.tcplb.net.Transport;
import io.tcplb.observe.CloseReason;
import io.tcplb.observe.LbObserver;

/** One event loop and what all of its sessions share. Confined to the loop unless a method says otherwise. */
public final class Worker {
    private final int index;
    private final int workers;
    private final NetLoop net;
    private final Ticker ticker;
    private final Transport transport;
    private final LbObserver observer;
    private final ByteBuf relayBuffer;
    private final Deadlines deadlines;
    private final SessionTable table = new SessionTable();
    private long sessions;

    /**
     * @param index of this worker, 0..workers-1
     * @param relayBuffer bytes shared by all sessions
     */
    public Worker(IoEventLoop loop, int index, int workers, Transport transport, LbObserver observer, int relayBuffer) {
        this.index = index;
        this.workers = workers;
        this.net = new NetLoop(loop);
        this.ticker = loop.ticker();
        this.transport = transport;
        this.observer = observer;
        this.relayBuffer = Unpooled.directBuffer(relayBuffer, relayBuffer);
        this.deadlines = new Deadlines(loop);
    }

    /** Safe from any thread. */
    public NetLoop net() {
        return net;
    }

    /** Runs {@code task} on the loop, in order with others of the same caller. Safe from any thread. */
    public void execute(Runnable task) {
        net.eventLoop().execute(task);
    }

    /** Sessions on this loop. */
    public int size() {
        return table.size();
    }

    /** Sessions of one backend on this loop. */
    public int size(Backend backend) {
        return table.size(backend);
    }

    /**
     * Takes up to {@code most} sessions away from {@code backend} and returns how many; those still connecting go to
     * another one.
     */
    public int evict(Backend backend, CloseReason reason, int most) {
        assert net.inLoop();
        return table.evict(backend, reason, most);
    }

    /** Sends those sessions that are still connecting to {@code backend} to another one. */
    public void reroute(Backend backend) {
        assert net.inLoop();
        table.reroute(backend);
    }

    /** Closes every session. */
    public void closeAll(CloseReason reason) {
        assert net.inLoop();
        table.closeAll(reason);
    }

    /** Gives the shared buffer back; after the last session. */
    public void release() {
        relayBuffer.release();
    }

    long now() {
        return ticker.nanoTime();
    }

    /** Returns an id that no other session of this process has. */
    long nextSessionId() {
        return sessions++ * workers + index + 1;
    }

    Transport transport() {
        return transport;
    }

    LbObserver observer() {
        return observer;
    }

    ByteBuf relayBuffer() {
        return relayBuffer;
    }

    Deadlines deadlines() {
        return deadlines;
    }

    SessionTable table() {
        return table;
    }
}
