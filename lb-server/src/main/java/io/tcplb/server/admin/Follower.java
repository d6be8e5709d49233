package io.tcplb.server.admin;

import io.netty.buffer.ByteBufUtil;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.tcplb.server.timeline.Event;
import io.tcplb.server.timeline.EventJson;
import io.tcplb.server.timeline.Timeline;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * One client that follows the timeline as server-sent events: first what is kept, then each event as it happens. It
 * reads the timeline only as fast as the client takes it, so a slow client misses events and costs nothing. Confined to
 * the connection's event loop, but for {@link #wake}.
 */
final class Follower {
    static final String EVENT_STREAM = "text/event-stream";
    private static final int BATCH = 64;

    private final ChannelHandlerContext ctx;
    private final Timeline timeline;
    private final Runnable listener = this::wake;
    private final AtomicBoolean woken = new AtomicBoolean();
    private final ScheduledFuture<?> heartbeat;
    private long seen;

    /**
     * Answers the request and goes on.
     *
     * @param since number of the last event that the client knows; 0 = none
     */
    Follower(ChannelHandlerContext ctx, Timeline timeline, long since, long heartbeatMillis) {
        this.ctx = ctx;
        this.timeline = timeline;
        this.seen = since > timeline.newest() ? 0 : since;
        HttpResponse head = new DefaultHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.OK);
        head.headers().set(HttpHeaderNames.CONTENT_TYPE, EVENT_STREAM).set(HttpHeaderNames.CACHE_CONTROL, "no-store");
        HttpUtil.setTransferEncodingChunked(head, true);
        ctx.write(head);
        send(": lb\n\n");
        timeline.listen(listener); // before the first look: nothing falls in between
        heartbeat = ctx.executor()
                .scheduleAtFixedRate(
                        () -> send(": still here\n\n"), heartbeatMillis, heartbeatMillis, TimeUnit.MILLISECONDS);
        drain();
    }

    /** Ends it. */
    void close() {
        timeline.forget(listener);
        heartbeat.cancel(false);
    }

    /** Sends what there is to send, as far as the client takes it. */
    void drain() {
        while (ctx.channel().isWritable()) {
            List<Event> events = timeline.after(seen, BATCH);
            if (events.isEmpty()) {
                return;
            }
            StringBuilder text = new StringBuilder();
            long lost = events.get(0).seq() - seen - 1;
            if (seen > 0 && lost > 0) {
                text.append(": ").append(lost).append(" events are no longer kept\n\n");
            }
            for (Event event : events) {
                text.append("id: ").append(event.seq()).append("\ndata: ").append(EventJson.of(event));
                text.append("\n\n");
                seen = event.seq();
            }
            send(text.toString());
        }
    }

    private void wake() {
        if (woken.compareAndSet(false, true)) {
            try {
                ctx.executor().execute(() -> {
                    woken.set(false); // before the look: an event from here on wakes again
                    drain();
                });
            } catch (RejectedExecutionException e) {
                timeline.forget(listener); // the endpoint has closed
            }
        }
    }

    private void send(String text) {
        ctx.writeAndFlush(new DefaultHttpContent(ByteBufUtil.writeUtf8(ctx.alloc(), text)));
    }
}
