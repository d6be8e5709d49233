package io.tcplb.probe;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.socket.SocketChannel;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.Future;
import io.tcplb.health.ProbeResult;
import io.tcplb.preface.ProxyHeaderWriter;
import io.tcplb.spec.ProxyProtocol;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One probe under way: its connection, the one deadline over connect and answer, and the promise of exactly one
 * outcome. The last handler of its pipeline, so whatever the dialogue does not handle ends here. Confined to the loop.
 */
final class Attempt extends ChannelInboundHandlerAdapter implements Probe.Running {
    /** A timer later than this tells of a stalled loop rather than of a slow backend. */
    private static final long STALL_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    private final Dialer dialer;
    private final Dialogue dialogue;
    private final long timeoutNanos;
    private final Consumer<Outcome> sink;
    private final long startNanos;
    private long deadlineNanos;
    private @Nullable Future<?> timer;
    private @Nullable SocketChannel channel;
    private @Nullable String heard;
    private boolean connected;
    private boolean extended;
    private boolean ended;

    private Attempt(Dialer dialer, Dialogue dialogue, long timeoutNanos, Consumer<Outcome> sink) {
        this.dialer = dialer;
        this.dialogue = dialogue;
        this.timeoutNanos = timeoutNanos;
        this.sink = sink;
        this.startNanos = dialer.loop().ticker().nanoTime();
        this.deadlineNanos = startNanos + timeoutNanos;
    }

    /** Connects to {@code target} in a later task and then lets {@code dialogue} speak. */
    static Attempt start(Dialer dialer, Target target, long timeoutNanos, Dialogue dialogue, Consumer<Outcome> sink) {
        assert dialer.loop().inEventLoop();
        Attempt attempt = new Attempt(dialer, dialogue, timeoutNanos, sink);
        attempt.timer = dialer.loop().schedule(attempt::timedOut, timeoutNanos, TimeUnit.NANOSECONDS);
        dialer.loop().execute(() -> attempt.connect(target));
        return attempt;
    }

    boolean ended() {
        return ended;
    }

    /** Remembers in words what has come so far, in case nothing that decides ever comes. */
    void heard(String words) {
        heard = words;
    }

    @Nullable
    String heard() {
        return heard;
    }

    void pass(String detail) {
        end(new Outcome.Done(ProbeResult.passed(elapsed(), detail)));
    }

    void fail(String detail) {
        end(new Outcome.Done(ProbeResult.failed(elapsed(), detail)));
    }

    /** Ends the probe for a failed socket operation. */
    void fail(Throwable cause) {
        Fault fault = Fault.of(cause);
        switch (fault) {
            case LOCAL -> end(new Outcome.NotRun(fault.words() + ": " + cause));
            case OTHER -> fail(fault.words() + ": " + cause);
            case UNREACHABLE, TIMED_OUT -> lose(fault.words());
            case REFUSED, RESET -> fail(fault.words());
        }
    }

    /** Ends the probe for want of any answer, which may be the fault of the network on this side. */
    private void lose(String detail) {
        end(new Outcome.Done(ProbeResult.lost(elapsed(), detail)));
    }

    @Override
    public void cancel() {
        assert dialer.loop().inEventLoop();
        if (ended) {
            return;
        }
        ended = true;
        cancelTimer();
        if (channel != null) {
            channel.close();
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        ReferenceCountUtil.release(message);
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        fail(heard == null ? "closed before an answer" : "closed after " + heard);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        fail(cause);
    }

    /**
     * Goes around {@code Bootstrap}, which reports a channel that cannot be opened on a thread of its own: every
     * outcome belongs to this loop.
     */
    private void connect(Target target) {
        if (ended) {
            return;
        }
        SocketChannel opened;
        try {
            opened = dialer.channels().newChannel();
        } catch (RuntimeException | OutOfMemoryError e) {
            end(new Outcome.NotRun("cannot open a socket: " + e));
            return;
        }
        channel = opened;
        // The attempt has its own deadline, and nothing may be read before the dialogue's handlers are in place.
        opened.config().setOption(ChannelOption.CONNECT_TIMEOUT_MILLIS, 0);
        opened.config().setAutoRead(false);
        opened.pipeline().addLast(this);
        dialer.loop().register(opened).addListener(registered -> {
            if (!registered.isSuccess()) {
                end(new Outcome.NotRun("cannot register a socket: " + registered.cause()));
            } else if (!ended) {
                opened.connect(target.address(), dialer.source())
                        .addListener(ended -> connected(opened, target, (ChannelFuture) ended));
            }
        });
    }

    private void connected(SocketChannel opened, Target target, ChannelFuture connect) {
        if (ended) {
            return;
        }
        if (!connect.isSuccess()) {
            fail(connect.cause());
            return;
        }
        connected = true;
        if (opened.localAddress().equals(opened.remoteAddress())) {
            // A kernel may give a client the very port it connects to (TCP's simultaneous open) when nobody listens
            // there. Left with a reset, since TIME_WAIT would keep the backend from binding its own port.
            opened.config().setSoLinger(0);
            opened.close();
            fail("connection refused (nobody listens: the probe met itself)");
            return;
        }
        if (dialer.proxyProtocol() != ProxyProtocol.OFF && !target.elsewhere()) {
            introduce(opened);
        }
        try {
            dialogue.begin(opened.pipeline(), this);
        } catch (IllegalArgumentException e) {
            fail("the probe cannot be sent: " + e.getMessage());
        }
        opened.config().setAutoRead(true);
    }

    /** Says that this is the balancer itself, before the dialogue has put anything into the pipeline. */
    private void introduce(SocketChannel opened) {
        ByteBuf header = Unpooled.wrappedBuffer(ProxyHeaderWriter.local(dialer.proxyProtocol()));
        opened.writeAndFlush(header).addListener(written -> {
            if (!written.isSuccess()) {
                fail(written.cause());
            }
        });
    }

    private void timedOut() {
        long now = dialer.loop().ticker().nanoTime();
        long late = now - deadlineNanos;
        if (late > STALL_NANOS && !extended) {
            // This loop slept, and the answer may be waiting unread: the probe gets the lost time back, once.
            extended = true;
            long grace = Math.min(late, timeoutNanos);
            deadlineNanos = now + grace;
            timer = dialer.loop().schedule(this::timedOut, grace, TimeUnit.NANOSECONDS);
            return;
        }
        if (connected) {
            // A completed handshake is an answer: it proves the network, if not the backend.
            fail("answer timeout after " + words(timeoutNanos) + (heard == null ? "" : ", got " + heard));
        } else {
            lose("connect timeout after " + words(timeoutNanos));
        }
    }

    private long elapsed() {
        return dialer.loop().ticker().nanoTime() - startNanos;
    }

    private void end(Outcome outcome) {
        assert dialer.loop().inEventLoop();
        if (ended) {
            return; // the first verdict stands; what follows is the connection going away
        }
        ended = true;
        cancelTimer();
        SocketChannel opened = channel;
        if (opened != null && opened.isActive()) {
            Farewell.bid(opened);
        } else if (opened != null) {
            opened.close();
        }
        sink.accept(outcome);
    }

    private void cancelTimer() {
        if (timer != null) {
            timer.cancel(false);
        }
    }

    private static String words(long nanos) {
        long millis = TimeUnit.NANOSECONDS.toMillis(nanos);
        return millis % 1000 == 0 ? millis / 1000 + "s" : millis + "ms";
    }
}
