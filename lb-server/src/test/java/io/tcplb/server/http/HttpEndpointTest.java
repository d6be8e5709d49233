package io.tcplb.server.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class HttpEndpointTest {
    private static final InetSocketAddress ANY_PORT = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    private static final HttpLimits LIMITS = new HttpLimits(4, 1_024, 1_024, 1_024, 60_000, 200);

    @Test
    void closeLeavesNoSocketEvenRightAfterABind() throws IOException {
        for (int i = 0; i < 30; i++) {
            HttpEndpoint endpoint = endpoint();
            endpoint.prepareMove(ANY_PORT).commit();
            int port = endpoint.address().getPort();
            endpoint.close();
            try (ServerSocket free = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
                assertThat(free.isBound()).isTrue();
            }
        }
    }

    @Test
    void movesNowhereAndBack() throws IOException {
        try (HttpEndpoint endpoint = endpoint()) {
            assertThat(endpoint.listens()).isFalse();
            endpoint.prepareMove(ANY_PORT).commit();
            assertThat(endpoint.listens()).isTrue();
            endpoint.prepareMove(null).commit();
            assertThat(endpoint.listens()).isFalse();
        }
    }

    @Test
    void aRequestThatTricklesInIsGivenUpAtItsDeadline() throws Exception {
        try (HttpEndpoint endpoint = endpoint()) {
            endpoint.prepareMove(ANY_PORT).commit();
            try (Socket slow = new Socket()) {
                slow.connect(endpoint.address());
                slow.setSoTimeout(20);
                long start = System.nanoTime();
                slow.getOutputStream().write("GET /healthz HTTP/1.1\r\nA: ".getBytes(StandardCharsets.US_ASCII));
                while (mayGoOn(slow)) {
                    assertThat(System.nanoTime() - start).as("still open").isLessThan(20_000_000_000L);
                }
                assertThat(System.nanoTime() - start).isGreaterThan(150_000_000L);
            }
        }
    }

    /** Sends one more byte and looks for an end. */
    private static boolean mayGoOn(Socket socket) throws IOException {
        try {
            socket.getOutputStream().write('x');
            return socket.getInputStream().read() >= 0;
        } catch (SocketTimeoutException e) {
            return true;
        } catch (SocketException e) {
            return false;
        }
    }

    @Test
    void aConnectionBetweenRequestsHasNoDeadline() throws Exception {
        try (HttpEndpoint endpoint = new HttpEndpoint("test.bind", "lb-test", LIMITS, Polite::new)) {
            endpoint.prepareMove(ANY_PORT).commit();
            try (Socket kept = new Socket()) {
                kept.connect(endpoint.address());
                kept.setSoTimeout(600);
                for (int i = 0; i < 2; i++) {
                    kept.getOutputStream().write("GET / HTTP/1.1\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
                    byte[] start = kept.getInputStream().readNBytes("HTTP/1.1 200".length());
                    assertThat(new String(start, StandardCharsets.US_ASCII)).isEqualTo("HTTP/1.1 200");
                    assertThatExceptionOfType(SocketTimeoutException.class)
                            .as("neither more nor the end, for longer than a request may take")
                            .isThrownBy(() -> kept.getInputStream().readNBytes(10_000));
                }
            }
        }
    }

    private static final class Polite extends SimpleChannelInboundHandler<FullHttpRequest> {
        @Override
        protected void channelRead0(ChannelHandlerContext ctx, FullHttpRequest request) {
            Answers.send(ctx, request, Answers.text(HttpResponseStatus.OK, "ok\n"));
        }
    }

    private static HttpEndpoint endpoint() {
        return new HttpEndpoint("test.bind", "lb-test", LIMITS, ChannelInboundHandlerAdapter::new);
    }
}
