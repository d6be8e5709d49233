package io.tcplb.probe;

import io.netty.channel.ChannelFactory;
import io.netty.channel.EventLoop;
import io.netty.channel.socket.SocketChannel;
import io.tcplb.backend.Backend;
import io.tcplb.health.ProbeResult;
import io.tcplb.spec.HealthSpec;
import io.tcplb.spec.HostPort;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Probes the backends of one pool, each in its own rhythm. Decides when, never what a result means. Confined to the
 * control loop.
 */
public final class Prober {
    /** The pool's side of it. Called on the control loop, never from within a call to the prober. */
    public interface Listener {
        /** Returns whether {@code backend} is checking, or between up and down, so that the fast interval applies. */
        boolean inTransition(Backend backend);

        /**
         * Takes a result. Whether it is in transition is asked afterwards.
         *
         * @param confirming whether this is the answer to {@link Prober#probeNow}: the first probe that started after
         *     the suspicion
         */
        void probed(Backend backend, ProbeResult result, boolean confirming);

        /** Nothing was learnt, for want of something on this machine; it is tried again after the fast interval. */
        void notRun(Backend backend, String reason);
    }

    final EventLoop loop;
    final ProbeSlots slots;
    final SplittableRandom random;
    final Listener listener;
    private final Function<ProbePlan, @Nullable Probe> probes;
    private final Map<Backend, Watch> watches = new HashMap<>();
    private ProbePlan plan;
    private @Nullable Probe probe;

    Prober(
            EventLoop loop,
            Function<ProbePlan, @Nullable Probe> probes,
            ProbeSlots slots,
            SplittableRandom random,
            ProbePlan plan,
            Listener listener) {
        this.loop = loop;
        this.probes = probes;
        this.slots = slots;
        this.random = random;
        this.plan = plan;
        this.listener = listener;
        this.probe = probes.apply(plan);
    }

    /**
     * Returns a prober without backends.
     *
     * @param loop the control loop
     * @param channels makes unregistered channels that suit {@code loop}, such as {@code EpollSocketChannel::new}
     * @param slots shared by all pools
     * @param random for the jitter; the prober's own
     */
    public static Prober create(
            EventLoop loop,
            ChannelFactory<? extends SocketChannel> channels,
            ProbeSlots slots,
            SplittableRandom random,
            ProbePlan plan,
            Listener listener) {
        return new Prober(
                loop,
                of -> probe(of.health(), new Dialer(loop, channels, of.source(), of.proxyProtocol())),
                slots,
                random,
                plan,
                listener);
    }

    private static @Nullable Probe probe(HealthSpec spec, Dialer dialer) {
        long timeoutNanos = spec.timeout().toNanos();
        return switch (spec.type()) {
            case TCP -> new TcpProbe(dialer, timeoutNanos);
            case HTTP -> new HttpProbe(dialer, timeoutNanos, spec.http());
            case EXPECT -> new ExpectProbe(dialer, timeoutNanos, spec.expect());
            case NONE -> null;
        };
    }

    /**
     * Begins with {@code backend}, as soon as the slots allow. Its address is read from it before every probe. While
     * it has none yet, the first result is awaited for one time-out; later ones fail at once. Does nothing when it is
     * probed already under that name.
     */
    public void start(Backend backend, HostPort name) {
        assert loop.inEventLoop();
        Watch known = watches.get(backend);
        if (known != null && known.name.equals(name)) {
            return;
        }
        if (known != null) {
            known.stop();
        }
        Watch watch = new Watch(this, backend, name);
        watches.put(backend, watch);
        watch.begin();
    }

    /** Ends with {@code backend}: no result of it comes any more. Does nothing when it is not probed. */
    public void stop(Backend backend) {
        assert loop.inEventLoop();
        Watch watch = watches.remove(backend);
        if (watch != null) {
            watch.stop();
        }
    }

    /** Ends with all backends. They may be started again. */
    public void stopAll() {
        assert loop.inEventLoop();
        watches.values().forEach(Watch::stop);
        watches.clear();
    }

    /**
     * Puts another plan in force: every backend is probed afresh, as soon as the slots allow, and probes under way are
     * forgotten. Does nothing when nothing differs.
     */
    public void update(ProbePlan next) {
        assert loop.inEventLoop();
        if (next.equals(plan)) {
            return;
        }
        plan = next;
        probe = probes.apply(next);
        List<Watch> all = new ArrayList<>(watches.values());
        all.forEach(Watch::stop);
        all.forEach(Watch::begin);
    }

    /** Probes a suspect at once, as of now. */
    public void probeNow(Backend backend) {
        probeNow(backend, loop.ticker().nanoTime());
    }

    /**
     * Probes a suspect at once. A probe under way serves when it started after the suspicion; otherwise another
     * follows right after it. Does nothing when the backend is not probed.
     *
     * @param suspectedNanos when the suspicion arose, on the loop's ticker
     */
    public void probeNow(Backend backend, long suspectedNanos) {
        assert loop.inEventLoop();
        Watch watch = watches.get(backend);
        if (watch != null) {
            watch.suspect(suspectedNanos);
        }
    }

    HealthSpec health() {
        return plan.health();
    }

    /** Returns {@code null} when nothing is to be probed. */
    @Nullable
    Probe probe() {
        return probe;
    }
}
