package io.tcplb.bench.load;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class ExchangeTest {
    private final Exchange exchange = new Exchange("ask\n", "OK ", "\n\nbody", true);

    @Test
    void isWholeWithTheLastByteOfTheTail() {
        assertThat(exchange.isWhole(bytes("OK 5\n\nbod"))).isFalse();
        assertThat(exchange.isWhole(bytes("OK 5\n\nbody"))).isTrue();
        assertThat(exchange.isWhole(bytes("body"))).isFalse();
        assertThat(exchange.isWhole(bytes(""))).isFalse();
    }

    @Test
    void isRightWhenItStartsAsExpected() {
        assertThat(exchange.isRight(bytes("OK 5\n\nbody"))).isTrue();
        assertThat(exchange.isRight(bytes("NO 5\n\nbody"))).isFalse();
        assertThat(exchange.isRight(bytes("OK"))).isFalse();
    }

    @Test
    void looksAtReadableBytesAlone() {
        ByteBuf answer = bytes("xOK 5\n\nbody");
        assertThat(exchange.isRight(answer)).isFalse();
        answer.skipBytes(1);
        assertThat(exchange.isRight(answer)).isTrue();
        answer.skipBytes(7);
        assertThat(exchange.isWhole(answer)).isFalse();
    }

    private static ByteBuf bytes(String text) {
        return Unpooled.copiedBuffer(text, StandardCharsets.US_ASCII);
    }
}
