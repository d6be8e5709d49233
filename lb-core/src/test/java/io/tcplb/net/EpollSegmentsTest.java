package io.tcplb.net;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.epoll.LinuxSocket;
import org.junit.jupiter.api.Test;

/** What a write has to be long to leave nothing for a small segment. */
class EpollSegmentsTest {
    private static final int IPPROTO_TCP = 6;
    private static final int TCP_MAXSEG = 2;

    @Test
    void areWholeInWhatIsLargerThanOne() throws Exception {
        try (EpollPair pair = new EpollPair()) {
            int segment = pair.onLoop(
                    () -> ((LinuxSocket) ((EpollStreamSocket) pair.socket).fd()).getIntOpt(IPPROTO_TCP, TCP_MAXSEG));
            assertThat(pair.<Integer>onLoop(() -> pair.socket.wholeSegments(segment - 1)))
                    .isEqualTo(segment - 1);
            assertThat(pair.<Integer>onLoop(() -> pair.socket.wholeSegments(segment)))
                    .isEqualTo(segment);
            assertThat(pair.<Integer>onLoop(() -> pair.socket.wholeSegments(8 * segment + 424)))
                    .isEqualTo(8 * segment);
        }
    }
}
