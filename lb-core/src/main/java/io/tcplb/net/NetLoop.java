package io.tcplb.net;

import io.netty.channel.IoEventLoop;
import java.util.ArrayList;
import java.util.List;

/**
 * One event loop and the descriptors that it is about to close.
 *
 * <p>Closing waits for the end of the current batch of events: a number that is closed in the middle of a batch may be
 * given to a new socket in the same batch, and an event that was meant for the old one would reach the new one.
 */
public final class NetLoop {
    private final IoEventLoop loop;
    private final Runnable closeAll = this::closeAll;
    private List<StreamSocket> closing = new ArrayList<>();
    private List<StreamSocket> spare = new ArrayList<>();

    public NetLoop(IoEventLoop loop) {
        this.loop = loop;
    }

    public IoEventLoop eventLoop() {
        return loop;
    }

    public boolean inLoop() {
        return loop.inEventLoop();
    }

    void closeAfterBatch(StreamSocket socket) {
        assert inLoop();
        if (loop.isShuttingDown()) {
            socket.closeNow(); // no further task is promised to run
            return;
        }
        if (closing.isEmpty()) {
            loop.execute(closeAll);
        }
        closing.add(socket);
    }

    private void closeAll() {
        List<StreamSocket> batch = closing;
        closing = spare;
        spare = batch;
        for (int i = 0; i < batch.size(); i++) {
            batch.get(i).closeNow();
        }
        batch.clear();
    }
}
