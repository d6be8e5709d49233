package io.tcplb.it.kit;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

class PositionCodeTest {
    @Test
    void verifiesWhatItFilledHoweverItIsCut() {
        for (int offset = 0; offset < 17; offset++) {
            for (int length = 0; length < 40; length++) {
                ByteBuffer bytes = filled(7, offset, length);
                int cut = length / 3;
                int from = offset;
                assertThatCode(() -> {
                            PositionCode.verify(bytes.slice(0, cut), 7, from);
                            PositionCode.verify(bytes.slice(cut, bytes.capacity() - cut), 7, from + cut);
                        })
                        .as("offset %d length %d", offset, length)
                        .doesNotThrowAnyException();
            }
        }
    }

    @Test
    void locatesALostWord() {
        assertThatThrownBy(() -> PositionCode.verify(filled(7, 808, 64), 7, 800))
                .hasMessage("stream 7 at byte 800: found byte 808 of stream 7");
    }

    @Test
    void noticesALostByteARepeatedOneAndAForeignStream() {
        assertThatThrownBy(() -> PositionCode.verify(filled(7, 801, 64), 7, 800))
                .hasMessageContaining("at byte 800");
        assertThatThrownBy(() -> PositionCode.verify(filled(7, 799, 64), 7, 800))
                .hasMessageContaining("at byte 800");
        assertThatThrownBy(() -> PositionCode.verify(filled(8, 800, 64), 7, 800))
                .hasMessageContaining("of stream 8");
    }

    private static ByteBuffer filled(int stream, long offset, int length) {
        ByteBuffer bytes = ByteBuffer.allocate(length);
        PositionCode.fill(bytes, stream, offset);
        return bytes.flip();
    }
}
