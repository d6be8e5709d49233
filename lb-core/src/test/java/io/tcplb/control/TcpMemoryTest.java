package io.tcplb.control;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TcpMemoryTest {
    private static final String SOCKSTAT = """
            sockets: used 312
            TCP: inuse 25 orphan 0 tw 4 alloc 30 mem 17
            UDP: inuse 1 mem 3
            """;

    @Test
    void readsWhatTheKernelSays() {
        assertThat(TcpMemory.usedPages(SOCKSTAT)).isEqualTo(17);
        assertThat(TcpMemory.usedPages("sockets: used 1\n")).isZero();
    }

    @Test
    void computesTheMarkThatAContainerDoesNotSee() {
        assertThat(TcpMemory.lowMarkOf("MemTotal:       24567360 kB\nMemFree: 1 kB\n"))
                .isEqualTo(24_567_360L / 4 / 16 * 3 / 4);
        assertThat(TcpMemory.lowMarkOf("nothing\n")).isZero();
    }

    @Test
    void staysNarrowUntilHalfIsFreeAgain() {
        assertThat(TcpMemory.narrow(false, 100, 100)).isFalse();
        assertThat(TcpMemory.narrow(false, 101, 100)).isTrue();
        assertThat(TcpMemory.narrow(true, 51, 100)).isTrue();
        assertThat(TcpMemory.narrow(true, 50, 100)).isFalse();
    }
}
