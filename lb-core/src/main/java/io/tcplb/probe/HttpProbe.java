package io.tcplb.probe;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.tcplb.spec.HostPort;
import io.tcplb.spec.HttpCheck;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** Sends one HTTP/1.1 request and judges the status and, when asked to, the start of the body. */
record HttpProbe(Dialer dialer, long timeoutNanos, HttpCheck check) implements Probe {
    private static final int HTTP_PORT = 80;
    private static final Set<String> METHODS_WITH_BODY = Set.of("POST", "PUT", "PATCH");

    @Override
    public Running start(Target target, Consumer<Outcome> sink) {
        Dialogue dialogue = (pipeline, attempt) -> begin(pipeline, attempt, target.name());
        return Attempt.start(dialer, target, timeoutNanos, dialogue, sink);
    }

    private void begin(ChannelPipeline pipeline, Attempt attempt, HostPort name) {
        FullHttpRequest request = request(name);
        pipeline.addFirst(new HttpClientCodec(), new Answer(check, attempt));
        pipeline.writeAndFlush(request).addListener((ChannelFutureListener) written -> {
            if (!written.isSuccess()) {
                attempt.fail(written.cause());
            }
        });
    }

    private FullHttpRequest request(HostPort name) {
        FullHttpRequest request = new DefaultFullHttpRequest(
                HttpVersion.HTTP_1_1, HttpMethod.valueOf(check.method()), check.path(), Unpooled.EMPTY_BUFFER);
        request.headers()
                .set(HttpHeaderNames.HOST, check.host().isEmpty() ? hostOf(name) : check.host())
                .set(HttpHeaderNames.USER_AGENT, "lb-health-check")
                .set(HttpHeaderNames.ACCEPT, "*/*")
                .set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
        if (METHODS_WITH_BODY.contains(check.method())) {
            request.headers().set(HttpHeaderNames.CONTENT_LENGTH, 0);
        }
        return request;
    }

    private static String hostOf(HostPort name) {
        String host = name.toString();
        return name.port() == HTTP_PORT ? host.substring(0, host.lastIndexOf(':')) : host;
    }

    private static final class Answer extends SimpleChannelInboundHandler<HttpObject> {
        private static final int MOST_BODY = 64 * 1024;

        private final HttpCheck check;
        private final Attempt attempt;
        private final String wanted; // the bytes of the text, one char each, as in body
        private final StringBuilder body = new StringBuilder();
        private boolean interim;

        Answer(HttpCheck check, Attempt attempt) {
            this.check = check;
            this.attempt = attempt;
            this.wanted = new String(check.body().getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
        }

        @Override
        protected void channelRead0(ChannelHandlerContext ctx, HttpObject message) {
            if (attempt.ended()) {
                return;
            }
            if (message.decoderResult().isFailure()) {
                attempt.fail(
                        "not an HTTP answer: " + message.decoderResult().cause().getMessage());
                return;
            }
            if (message instanceof HttpResponse response) {
                head(response);
            }
            if (message instanceof HttpContent content && !interim && !attempt.ended()) {
                content(content);
            }
        }

        private void head(HttpResponse response) {
            int code = response.status().code();
            interim = code < 200 && code != 101; // 100 Continue, 103 Early Hints: the answer proper follows
            if (interim) {
                return;
            }
            if (!check.accepts(code)) {
                attempt.fail("HTTP " + code + " (expected " + expected() + ")");
            } else if (wanted.isEmpty()) {
                attempt.pass("HTTP " + code);
            } else {
                attempt.heard("HTTP " + code + " and part of a body");
            }
        }

        private void content(HttpContent content) {
            int searched = body.length();
            int room = Math.min(content.content().readableBytes(), MOST_BODY - searched);
            body.append(content.content().readCharSequence(room, StandardCharsets.ISO_8859_1));
            if (body.indexOf(wanted, Math.max(0, searched - wanted.length() + 1)) >= 0) {
                attempt.pass("body has \"" + check.body() + '"');
            } else if (body.length() == MOST_BODY) {
                attempt.fail("body lacks \"" + check.body() + "\" in its first 64 KiB");
            } else if (content instanceof LastHttpContent) {
                attempt.fail("body lacks \"" + check.body() + '"');
            }
        }

        private String expected() {
            return check.status().stream()
                    .map(range -> range.first() == range.last()
                            ? Integer.toString(range.first())
                            : range.first() + "-" + range.last())
                    .collect(Collectors.joining(","));
        }
    }
}
