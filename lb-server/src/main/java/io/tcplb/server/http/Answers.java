package io.tcplb.server.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import java.nio.charset.StandardCharsets;

/** Makes and sends whole answers. */
public final class Answers {
    private static final String TEXT = "text/plain; charset=utf-8";

    private Answers() {}

    /** Returns an answer in plain text. */
    public static FullHttpResponse text(HttpResponseStatus status, String body) {
        return of(status, TEXT, body);
    }

    /** Returns an answer that nobody may cache. */
    public static FullHttpResponse of(HttpResponseStatus status, String contentType, String body) {
        ByteBuf content = Unpooled.wrappedBuffer(body.getBytes(StandardCharsets.UTF_8));
        FullHttpResponse response = new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, status, content);
        response.headers().set(HttpHeaderNames.CONTENT_TYPE, contentType);
        response.headers().set(HttpHeaderNames.CACHE_CONTROL, "no-store");
        HttpUtil.setContentLength(response, content.readableBytes());
        return response;
    }

    /** Returns the answer to what was no HTTP; where the next request would start is unknown. */
    public static FullHttpResponse badRequest() {
        FullHttpResponse refusal = text(HttpResponseStatus.BAD_REQUEST, "bad request\n");
        HttpUtil.setKeepAlive(refusal, false);
        return refusal;
    }

    /** Sends it, without its body when that was asked for. */
    public static void send(ChannelHandlerContext ctx, FullHttpRequest request, FullHttpResponse response) {
        boolean head = request.method().equals(HttpMethod.HEAD);
        FullHttpResponse sent = head ? response.replace(Unpooled.EMPTY_BUFFER) : response;
        boolean close = !HttpUtil.isKeepAlive(response);
        var written = ctx.writeAndFlush(sent);
        if (close) {
            written.addListener(ChannelFutureListener.CLOSE);
        }
    }
}
