package io.tcplb.server.log;

import static io.tcplb.server.log.Sessions.session;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tcplb.observe.SessionSummary;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

class SessionRingTest {
    @Test
    void takesWhatFitsAndRefusesTheRest() {
        SessionRing ring = new SessionRing(4);
        for (int i = 0; i < 4; i++) {
            assertThat(ring.offer(session(i), 100 + i)).isTrue();
        }
        assertThat(ring.offer(session(4), 104)).isFalse();

        SessionSummary first = ring.poll();
        assertThat(first).isNotNull();
        assertThat(first.id()).isZero();
        assertThat(ring.polledTime()).isEqualTo(100);
        assertThat(ring.offer(session(5), 105))
                .as("the freed slot is used again")
                .isTrue();
        assertThat(List.of(
                        ring.poll().id(),
                        ring.poll().id(),
                        ring.poll().id(),
                        ring.poll().id()))
                .containsExactly(1L, 2L, 3L, 5L);
        assertThat(ring.polledTime()).isEqualTo(105);
        assertThat(ring.poll()).isNull();
        assertThat(ring.isEmpty()).isTrue();
    }

    @Test
    void losesNothingAndKeepsEachProducersOrder() throws InterruptedException {
        int producers = 3;
        int each = 10_000;
        SessionRing ring = new SessionRing(64);
        List<Thread> threads = new ArrayList<>();
        for (int p = 0; p < producers; p++) {
            long base = (long) p * each;
            Thread thread = new Thread(() -> {
                for (int i = 0; i < each; i++) {
                    SessionSummary next = session(base + i);
                    while (!ring.offer(next, base + i)) {
                        LockSupport.parkNanos(1_000);
                    }
                }
            });
            threads.add(thread);
            thread.start();
        }
        long[] expected = new long[producers];
        for (int taken = 0; taken < producers * each; ) {
            SessionSummary next = ring.poll();
            if (next == null) {
                LockSupport.parkNanos(1_000);
                continue;
            }
            int producer = (int) (next.id() / each);
            if (next.id() % each != expected[producer]++ || ring.polledTime() != next.id()) {
                throw new AssertionError("out of order: " + next);
            }
            taken++;
        }
        for (Thread thread : threads) {
            thread.join();
        }
        assertThat(ring.isEmpty()).isTrue();
    }

    @Test
    void refusesACapacityThatIsNoPowerOfTwo() {
        assertThatThrownBy(() -> new SessionRing(3)).isInstanceOf(IllegalArgumentException.class);
    }
}
