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
import io.tcplb.observe.SessionView;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.IntConsumer;

/** One event loop and what all of its sessions share. Confined to the loop unless a method says otherwise. */
public final class Worker {
    private static final int EVICTED_PER_TURN = 32;

    private final int index;
    private final int workers;
    private final String instance;
    private final NetLoop net;
    private final Ticker ticker;
    private final Transport transport;
    private final LbObserver observer;
    private final ByteBuf relayBuffer;
    private final Deadlines deadlines;
    private final SessionTable table = new SessionTable();
    private final Aside aside;
    private final Turns turns = new Turns();
    private volatile boolean narrow;
    private long sessions;

    /**
     * @param index of this worker, 0..workers-1
     * @param instance names this process among others and among its own lives
     * @param relayBuffer bytes shared by all sessions
     */
    public Worker(
            IoEventLoop loop,
            int index,
            int workers,
            String instance,
            Transport transport,
            LbObserver observer,
            int relayBuffer) {
        this.index = index;
        this.workers = workers;
        this.instance = instance;
        this.net = new NetLoop(loop);
        this.ticker = loop.ticker();
        this.transport = transport;
        this.observer = observer;
        this.relayBuffer = Unpooled.directBuffer(relayBuffer, relayBuffer);
        this.deadlines = new Deadlines(loop);
        this.aside = Aside.shareOf(workers);
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
     * Takes up to {@code most} sessions away from {@code backend}, a few in each turn of the loop so that the others do
     * not wait. Safe from any thread.
     *
     * @param done told how many, on the loop
     */
    public void evict(Backend backend, CloseReason reason, int most, IntConsumer done) {
        execute(() -> evictSome(backend, reason, most, 0, done));
    }

    private void evictSome(Backend backend, CloseReason reason, int most, int before, IntConsumer done) {
        int now = table.evict(backend, reason, Math.min(most - before, EVICTED_PER_TURN));
        int evicted = before + now;
        if (now == EVICTED_PER_TURN && evicted < most) {
            execute(() -> evictSome(backend, reason, most, evicted, done));
        } else {
            done.accept(evicted);
        }
    }

    /**
     * Sends those sessions of {@code backend} that are still connecting, or may be replayed, to another one. Safe from
     * any thread.
     */
    public void reroute(Backend backend) {
        execute(() -> table.reroute(backend));
    }

    /** Closes the session with this id, if it lives here; tells whether it did, on the loop. Safe from any thread. */
    public void close(long id, CloseReason reason, Consumer<Boolean> done) {
        execute(() -> {
            boolean[] found = new boolean[1];
            table.forEach(session -> {
                if (session.id() == id) {
                    found[0] = true;
                    session.abort(reason);
                }
            });
            done.accept(found[0]);
        });
    }

    /** Describes the sessions of this loop, on the loop. Safe from any thread. */
    public void describe(Consumer<List<SessionView>> done) {
        execute(() -> {
            List<SessionView> views = new ArrayList<>(table.size());
            table.forEach(session -> views.add(session.view()));
            done.accept(views);
        });
    }

    /** Holds the buffers of all sessions small, those to come as well, or lets them grow. Safe from any thread. */
    public void narrow(boolean now) {
        narrow = now;
        execute(() -> table.forEach(session -> session.narrow(now)));
    }

    boolean narrow() {
        return narrow;
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

    /** Returns what makes a session's id unique among all processes. */
    String instance() {
        return instance;
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

    /** Memory of this loop for bytes whose receiver does not read. */
    Aside aside() {
        return aside;
    }

    Turns turns() {
        return turns;
    }

    Deadlines deadlines() {
        return deadlines;
    }

    SessionTable table() {
        return table;
    }
}
