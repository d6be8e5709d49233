package io.tcplb.server.metrics;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.timeout.IdleStateEvent;
import io.tcplb.server.http.Answers;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Answers one request at a time. */
final class MetricsHandler extends SimpleChannelInboundHandler<FullHttpRequest> {
    private static final Logger log = LoggerFactory.getLogger(MetricsHandler.class);

    private final Metrics metrics;
    private final BooleanSupplier ready;

    MetricsHandler(Metrics metrics, BooleanSupplier ready) {
        this.metrics = metrics;
        this.ready = ready;
    }

    @Override
    protected void channelRead0(ChannelHandlerContext ctx, FullHttpRequest request) {
        if (request.decoderResult().isFailure()) {
            Answers.send(ctx, request, Answers.badRequest());
            return;
        }
        Answers.send(ctx, request, answer(request));
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event instanceof IdleStateEvent) {
            ctx.close();
        } else {
            ctx.fireUserEventTriggered(event);
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        ctx.close(); // the peer went away or spoke no HTTP: nothing that an operator could act on
    }

    private FullHttpResponse answer(FullHttpRequest request) {
        String path = path(request.uri());
        boolean known = path.equals("/metrics") || path.equals("/healthz") || path.equals("/readyz");
        if (!known) {
            return Answers.text(HttpResponseStatus.NOT_FOUND, "not found: try /metrics, /healthz or /readyz\n");
        }
        if (!request.method().equals(HttpMethod.GET) && !request.method().equals(HttpMethod.HEAD)) {
            FullHttpResponse refusal = Answers.text(HttpResponseStatus.METHOD_NOT_ALLOWED, "only GET and HEAD\n");
            refusal.headers().set(HttpHeaderNames.ALLOW, "GET, HEAD");
            return refusal;
        }
        return switch (path) {
            case "/metrics" -> scrape(request);
            case "/readyz" ->
                ready.getAsBoolean()
                        ? Answers.text(HttpResponseStatus.OK, "ready\n")
                        : Answers.text(HttpResponseStatus.SERVICE_UNAVAILABLE, "not ready\n");
            default -> Answers.text(HttpResponseStatus.OK, "ok\n");
        };
    }

    private FullHttpResponse scrape(FullHttpRequest request) {
        try {
            Metrics.Scrape scrape = metrics.scrape(request.headers().get(HttpHeaderNames.ACCEPT));
            return Answers.of(HttpResponseStatus.OK, scrape.contentType(), scrape.body());
        } catch (RuntimeException e) {
            log.error("scrape failed", e);
            return Answers.text(HttpResponseStatus.INTERNAL_SERVER_ERROR, "scrape failed, see the log\n");
        }
    }

    private static String path(String uri) {
        int query = uri.indexOf('?');
        return query < 0 ? uri : uri.substring(0, query);
    }
}
