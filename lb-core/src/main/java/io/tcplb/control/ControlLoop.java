package io.tcplb.control;

import io.netty.channel.ChannelFactory;
import io.netty.channel.IoEventLoop;
import io.netty.channel.ReflectiveChannelFactory;
import io.netty.channel.socket.SocketChannel;
import io.tcplb.net.Transport;
import io.tcplb.observe.LbObserver;
import io.tcplb.probe.ProbeSlots;
import io.tcplb.proxy.Worker;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;

/**
 * The single writer of pool state: one event loop of its own, on which probes run too, so that neither waits for the
 * data path nor delays it.
 */
final class ControlLoop {
    private final IoEventLoop loop;
    private final List<Worker> workers;
    private final LbObserver observer;
    private final ProbeSlots slots;
    private final ChannelFactory<? extends SocketChannel> channels;
    private final SplittableRandom random;

    ControlLoop(
            IoEventLoop loop, List<Worker> workers, LbObserver observer, Transport transport, SplittableRandom random) {
        this.loop = loop;
        this.workers = List.copyOf(workers);
        this.observer = observer;
        this.slots = new ProbeSlots(loop, ProbeSlots.DEFAULT_CONCURRENT);
        this.channels = new ReflectiveChannelFactory<>(transport.channelClass());
        this.random = random;
    }

    IoEventLoop eventLoop() {
        return loop;
    }

    List<Worker> workers() {
        return workers;
    }

    LbObserver observer() {
        return observer;
    }

    ProbeSlots slots() {
        return slots;
    }

    /** Returns what makes channels that suit this loop. */
    ChannelFactory<? extends SocketChannel> channels() {
        return channels;
    }

    /** Returns a source of randomness of one's own. */
    SplittableRandom random() {
        return random.split();
    }

    long now() {
        return loop.ticker().nanoTime();
    }

    void execute(Runnable task) {
        loop.execute(task);
    }

    /** Runs {@code task} on the loop and waits for it. */
    <T> T call(Callable<T> task) throws Exception {
        assert !loop.inEventLoop() : "would wait for itself";
        try {
            return loop.submit(task).get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof Exception cause) {
                throw cause;
            }
            throw e;
        }
    }
}
