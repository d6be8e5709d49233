package io.tcplb.backend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.tcplb.observe.CloseReason;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class BackendTest {
    private static final Set<CloseReason> CONNECTS =
            EnumSet.range(CloseReason.CONNECT_REFUSED, CloseReason.CONNECT_ERROR);

    private final Backend backend = new Backend("pool", "a", 0);

    @Test
    void failedConnectsAreCountedByReason() {
        int times = 0;
        for (CloseReason reason : CONNECTS) {
            times++;
            for (int n = 0; n < times; n++) {
                backend.connectFailed(reason);
            }
        }
        assertThat(CONNECTS.stream().map(backend::connectFailures)).containsExactly(1L, 2L, 3L, 4L);
    }

    @Test
    void nothingElseIsAFailedConnect() {
        for (CloseReason other : EnumSet.complementOf(EnumSet.copyOf(CONNECTS))) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> backend.connectFailed(other))
                    .withMessageContaining(other.name());
        }
    }

    @Test
    void aConnectIsCountedOnceAndEndsTheStreak() {
        assertThat(backend.failed()).isEqualTo(1);
        assertThat(backend.failed()).isEqualTo(2);
        backend.connected(180_000);
        assertThat(backend.consecutiveFailures()).isZero();
        assertThat(backend.total()).isEqualTo(1);
        assertThat(backend.connectSeconds().read().count()).isEqualTo(1);
        assertThat(backend.connectSeconds().read().sumNanos()).isEqualTo(180_000);
    }

    @Test
    void slotsEndAtTheLimit() {
        backend.maxConnections(2);
        assertThat(backend.tryAcquire()).isTrue();
        assertThat(backend.tryAcquire()).isTrue();
        assertThat(backend.hasRoom()).isFalse();
        assertThat(backend.tryAcquire()).isFalse();
        assertThat(backend.active()).isEqualTo(2);
        backend.release();
        assertThat(backend.hasRoom()).isTrue();
    }

    @Test
    void loopsThatCountAtOnceLoseNothing() throws InterruptedException {
        int each = 20_000;
        List<Thread> loops = new ArrayList<>();
        for (int n = 0; n < 4; n++) {
            loops.add(new Thread(() -> {
                for (int i = 0; i < each; i++) {
                    assertThat(backend.tryAcquire()).isTrue();
                    backend.connected(i % 2 == 0 ? 10_000 : 20_000_000);
                    backend.connectFailed(CloseReason.CONNECT_TIMEOUT);
                    backend.relayed(1, 2);
                    backend.release();
                }
            }));
        }
        loops.forEach(Thread::start);
        for (Thread loop : loops) {
            loop.join();
        }
        assertThat(backend.active()).isZero();
        assertThat(backend.total()).isEqualTo(4L * each);
        assertThat(backend.connectSeconds().read().sumNanos()).isEqualTo(2L * each * 20_010_000);
        assertThat(backend.connectFailures(CloseReason.CONNECT_TIMEOUT)).isEqualTo(4L * each);
        assertThat(backend.bytesToBackend()).isEqualTo(4L * each);
        assertThat(backend.bytesToClient()).isEqualTo(8L * each);
    }
}
