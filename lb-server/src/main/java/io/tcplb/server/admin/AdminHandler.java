package io.tcplb.server.admin;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.QueryStringDecoder;
import io.netty.handler.timeout.IdleStateEvent;
import io.tcplb.control.RefusedException;
import io.tcplb.server.http.Answers;
import io.tcplb.server.json.JsonFields;
import io.tcplb.server.timeline.Timeline;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Answers the requests of one connection, one at a time: finds the route, asks whether the caller may, and does it. */
final class AdminHandler extends SimpleChannelInboundHandler<FullHttpRequest> {
    private static final Logger log = LoggerFactory.getLogger(AdminHandler.class);

    private final List<Route> routes;
    private final Supplier<@Nullable Token> token;
    private final Audit audit;
    private final Timeline timeline;
    private final long heartbeatMillis;
    private @Nullable Follower follower;

    AdminHandler(
            List<Route> routes, Supplier<@Nullable Token> token, Audit audit, Timeline timeline, long heartbeatMillis) {
        this.routes = routes;
        this.token = token;
        this.audit = audit;
        this.timeline = timeline;
        this.heartbeatMillis = heartbeatMillis;
    }

    @Override
    protected void channelRead0(ChannelHandlerContext ctx, FullHttpRequest request) {
        if (request.decoderResult().isFailure()) {
            Answers.send(ctx, request, Answers.badRequest());
        } else if (follower == null) { // whoever follows has asked its last question on this connection
            Answer answer = answer(ctx, request);
            if (answer != null) {
                Answers.send(ctx, request, response(answer, request));
            }
        }
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        if (follower != null) {
            follower.drain();
        }
        ctx.fireChannelWritabilityChanged();
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        if (follower != null) {
            follower.close();
        }
        ctx.fireChannelInactive();
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

    /** Returns {@code null} when the answer is a stream that has begun. */
    private @Nullable Answer answer(ChannelHandlerContext ctx, FullHttpRequest request) {
        try {
            QueryStringDecoder uri = new QueryStringDecoder(request.uri());
            List<String> path = Route.segments(uri.rawPath());
            List<Route> onPath =
                    routes.stream().filter(route -> route.match(path) != null).toList();
            if (onPath.isEmpty()) {
                return Answer.error(HttpResponseStatus.NOT_FOUND, "not found; GET /v1/status says what runs here");
            }
            HttpMethod method = request.method().equals(HttpMethod.HEAD) ? HttpMethod.GET : request.method();
            for (Route route : onPath) {
                List<String> names = route.match(path);
                if (names != null && route.method().equals(method)) {
                    return answer(ctx, request, route, names, uri);
                }
            }
            return Answer.error(HttpResponseStatus.METHOD_NOT_ALLOWED, "only " + allowed(onPath));
        } catch (IllegalArgumentException e) {
            return Answer.error(HttpResponseStatus.BAD_REQUEST, String.valueOf(e.getMessage()));
        }
    }

    private @Nullable Answer answer(
            ChannelHandlerContext ctx,
            FullHttpRequest request,
            Route route,
            List<String> names,
            QueryStringDecoder uri) {
        InetAddress peer = ((InetSocketAddress) ctx.channel().remoteAddress()).getAddress();
        String origin = "admin@" + peer.getHostAddress();
        Access.Denial denial = Access.denial(token.get(), caller(peer, request, route));
        if (denial != null) {
            Answer answer = Answer.error(denial.status(), denial.why());
            if (route.changes()) {
                audit.denied(request.method(), uri.rawPath(), origin, answer);
            }
            return answer;
        }
        Answer answer = carriedOut(ctx, request, route, names, uri, origin);
        if (route.changes() && answer != null) {
            audit.changed(request.method(), uri.rawPath(), origin, answer);
        }
        return answer;
    }

    private @Nullable Answer carriedOut(
            ChannelHandlerContext ctx,
            FullHttpRequest request,
            Route route,
            List<String> names,
            QueryStringDecoder uri,
            String origin) {
        try {
            JsonFields body = route.changes()
                    ? JsonFields.parse(request.content().toString(StandardCharsets.UTF_8))
                    : JsonFields.parse("");
            Call call = new Call(names, uri.parameters(), body, origin);
            if (uri.rawPath().equals(AdminApi.EVENTS) && follows(request)) {
                follower = new Follower(ctx, timeline, since(call, request), heartbeatMillis);
                return null;
            }
            return route.action().run(call);
        } catch (BadCallException | IllegalArgumentException e) {
            return Answer.error(HttpResponseStatus.BAD_REQUEST, String.valueOf(e.getMessage()));
        } catch (RefusedException e) {
            HttpResponseStatus status = e.unknown() ? HttpResponseStatus.NOT_FOUND : HttpResponseStatus.CONFLICT;
            return Answer.error(status, String.valueOf(e.getMessage()));
        } catch (Started.NotYetException | RejectedExecutionException e) {
            return Answer.error(HttpResponseStatus.SERVICE_UNAVAILABLE, "the balancer is starting or stopping");
        } catch (RuntimeException e) {
            log.error("admin request failed: " + request.method() + " " + request.uri(), e);
            return Answer.error(HttpResponseStatus.INTERNAL_SERVER_ERROR, "failed, see the log");
        }
    }

    private static Caller caller(InetAddress peer, FullHttpRequest request, Route route) {
        return new Caller(
                peer,
                route.changes(),
                request.headers().getAll(HttpHeaderNames.HOST),
                request.headers().getAll(HttpHeaderNames.ORIGIN),
                request.headers().getAll(HttpHeaderNames.AUTHORIZATION),
                request.headers().getAll(HttpHeaderNames.CONTENT_TYPE));
    }

    private static boolean follows(FullHttpRequest request) {
        return request.method().equals(HttpMethod.GET)
                && request.headers().getAll(HttpHeaderNames.ACCEPT).stream()
                        .anyMatch(accept -> accept.contains(Follower.EVENT_STREAM));
    }

    /** A browser that comes back says by header what it has seen. */
    private static long since(Call call, FullHttpRequest request) throws BadCallException {
        String last = request.headers().get("Last-Event-ID");
        return Fields.since(last == null || last.isEmpty() ? call.parameter("since") : last);
    }

    private static String allowed(List<Route> onPath) {
        List<String> methods = new ArrayList<>();
        for (Route route : onPath) {
            methods.add(route.method().name());
            if (!route.changes()) {
                methods.add(HttpMethod.HEAD.name());
            }
        }
        return methods.stream().sorted().collect(Collectors.joining(", "));
    }

    private FullHttpResponse response(Answer answer, FullHttpRequest request) {
        FullHttpResponse response = Answers.of(answer.status(), answer.contentType(), answer.body());
        response.headers()
                .set("Content-Security-Policy", Dashboard.POLICY)
                .set("X-Content-Type-Options", "nosniff")
                .set("Referrer-Policy", "no-referrer");
        if (answer.status().equals(HttpResponseStatus.METHOD_NOT_ALLOWED)) {
            List<String> path = Route.segments(new QueryStringDecoder(request.uri()).rawPath());
            response.headers()
                    .set(
                            HttpHeaderNames.ALLOW,
                            allowed(routes.stream()
                                    .filter(route -> route.match(path) != null)
                                    .toList()));
        } else if (answer.status().equals(HttpResponseStatus.UNAUTHORIZED)) {
            response.headers().set(HttpHeaderNames.WWW_AUTHENTICATE, "Bearer");
        }
        return response;
    }
}
