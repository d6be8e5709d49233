package io.tcplb.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.ChannelInboundHandlerAdapter;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import org.junit.jupiter.api.Test;

class HttpEndpointTest {
    private static final InetSocketAddress ANY_PORT = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    private static final HttpLimits LIMITS = new HttpLimits(4, 1_024, 1_024, 1_024, 60_000);

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

    private static HttpEndpoint endpoint() {
        return new HttpEndpoint("test.bind", "lb-test", LIMITS, ChannelInboundHandlerAdapter::new);
    }
}
