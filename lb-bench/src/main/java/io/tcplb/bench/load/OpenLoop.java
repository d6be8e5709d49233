package io.tcplb.bench.load;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.IoEventLoop;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Sends requests when they are due, at a fixed rate, and measures each one's latency <em>from the moment it was due</em>
 * to the moment its answer was whole.
 *
 * <p>A client that waits for an answer before it sends the next request (a closed loop) sends less while the server
 * stalls, and so measures a stall once where its users would have met it thousands of times: coordinated omission. Here the
 * schedule does not wait. A request that finds every lane taken is sent later, in order, and its waiting counts; a stall of
 * 10 ms at 10,000 requests a second is seen by a hundred of them, as it would be by users. Source: Gil Tene, "How NOT to
 * Measure Latency" (2013), and his wrk2, which counts latency from the intended time of sending.
 *
 * <p>One thread does it all, and sleeps in {@code epoll_pwait2} until an answer comes or a request is due, to the
 * nanosecond: it needs little of a machine that it shares with what it measures. By how much it is late itself is
 * recorded for every request ({@link Tally#latenessMicros}); that is part of the latency that it reports, for every
 * party alike.
 */
public final class OpenLoop implements AutoCloseable {
    private static final long TIMEOUT_NANOS = TimeUnit.SECONDS.toNanos(5);
    private static final long EXPIRY_CHECK_MILLIS = 100;

    /** More at once could overflow a listener's backlog, and then some would connect a second later. */
    private static final int CONNECTING_AT_ONCE = 32;

    /** The index of a request that only proves a new connection. */
    private static final int PROOF = -1;

    private final MultiThreadIoEventLoopGroup group =
            new MultiThreadIoEventLoopGroup(1, new DefaultThreadFactory("load", true), EpollIoHandler.newFactory());
    private final IoEventLoop loop = group.next();
    private final Schedule schedule;
    private final Tally tally = new Tally();
    private final ByteBuf request = Unpooled.directBuffer();
    private final List<Lane> lanes = new ArrayList<>();
    private final ArrayDeque<Lane> free = new ArrayDeque<>();
    private final CompletableFuture<Long> started = new CompletableFuture<>();
    private final CompletableFuture<Tally> result = new CompletableFuture<>();
    private long startNanos;
    private int proved;
    private int proving;
    private int due;
    private int sent;
    private boolean sending;

    private OpenLoop(InetSocketAddress target, Exchange exchange, int laneCount, Schedule schedule) {
        this.schedule = schedule;
        exchange.writeRequest(request);
        Events events = new Events();
        for (int i = 0; i < laneCount; i++) {
            lanes.add(new Lane(loop, target, exchange, request, events));
        }
        loop.execute(TimerSlack::minimize);
        loop.execute(exchange.keptOpen() ? this::proveSome : this::begin);
    }

    /**
     * Starts a run and returns at once. Connections that are kept open are opened, and have each served one request, before
     * the first request is due.
     *
     * @param laneCount how many requests may be under way at the same time
     */
    public static OpenLoop start(InetSocketAddress target, Exchange exchange, int laneCount, Schedule schedule) {
        return new OpenLoop(target, exchange, laneCount, schedule);
    }

    /** Waits until {@code share} of the schedule is over, 0 to 1. */
    public void awaitShare(double share) throws IOException, InterruptedException {
        long begun = get(started, TIMEOUT_NANOS * 6);
        long left = begun + schedule.dueNanos((int) (schedule.total() * share)) - System.nanoTime();
        TimeUnit.NANOSECONDS.sleep(Math.max(0, left));
    }

    /** Waits until every request was answered or lost. */
    public Tally await() throws IOException, InterruptedException {
        get(started, TIMEOUT_NANOS * 6);
        return get(result, schedule.dueNanos(schedule.total()) + TIMEOUT_NANOS * 4);
    }

    private <T> T get(CompletableFuture<T> future, long limitNanos) throws IOException, InterruptedException {
        try {
            return future.get(limitNanos, TimeUnit.NANOSECONDS);
        } catch (ExecutionException e) {
            throw new IOException(e.getCause());
        } catch (TimeoutException e) {
            throw new IOException("requests not finished in time", e);
        }
    }

    /** Closes all connections; what is still under way is no longer counted. */
    @Override
    public void close() {
        loop.execute(() -> lanes.forEach(Lane::close));
        group.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
        request.release();
    }

    private void proveSome() {
        while (proving < lanes.size() && proving - proved < CONNECTING_AT_ONCE) {
            lanes.get(proving++).send(PROOF, System.nanoTime());
        }
        if (proved == lanes.size()) {
            begin();
        }
    }

    private void begin() {
        if (free.isEmpty()) {
            free.addAll(lanes);
        }
        startNanos = System.nanoTime();
        tally.start(startNanos);
        started.complete(startNanos);
        loop.scheduleAtFixedRate(this::expire, EXPIRY_CHECK_MILLIS, EXPIRY_CHECK_MILLIS, TimeUnit.MILLISECONDS);
        sendDue();
    }

    private void sendDue() {
        long elapsed = System.nanoTime() - startNanos;
        int nowDue = schedule.dueBy(elapsed);
        for (; due < nowDue; due++) {
            tally.noticed(schedule.dueNanos(due), elapsed);
        }
        useFreeLanes();
        if (due < schedule.total()) {
            loop.schedule(this::sendDue, startNanos + schedule.dueNanos(due) - System.nanoTime(), TimeUnit.NANOSECONDS);
        }
    }

    private void useFreeLanes() {
        if (sending) {
            return; // a lane that fails at once is free again inside send()
        }
        sending = true;
        while (sent < due && !free.isEmpty()) {
            free.poll().send(sent++, System.nanoTime()); // the one that has rested longest: all are used alike
        }
        sending = false;
    }

    private void expire() {
        long then = System.nanoTime() - TIMEOUT_NANOS;
        for (Lane lane : lanes) {
            lane.expire(then);
        }
    }

    private final class Events implements Lane.Listener {
        @Override
        public void answered(int index) {
            if (index == PROOF) {
                proved++;
            } else {
                tally.answered(startNanos + schedule.dueNanos(index), System.nanoTime());
                endIfLast();
            }
        }

        @Override
        public void lost(Lane lane, int index) {
            if (index == PROOF) {
                started.completeExceptionally(new IOException("a connection could not be opened"));
            } else {
                tally.lost();
                endIfLast();
            }
        }

        @Override
        public void free(Lane lane) {
            free.add(lane);
            if (started.isDone()) {
                useFreeLanes();
            } else {
                proveSome();
            }
        }

        private void endIfLast() {
            if (tally.ended() == schedule.total()) {
                tally.end(System.nanoTime());
                result.complete(tally);
            }
        }
    }
}
