package io.tcplb.server.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class SignalsTest {
    @Test
    void runsTheActionForASignal() throws IOException, InterruptedException {
        AtomicInteger seen = new AtomicInteger();
        assertThat(Signals.handle("USR2", seen::incrementAndGet)).isTrue();

        String self = Long.toString(ProcessHandle.current().pid());
        assertThat(new ProcessBuilder("kill", "-USR2", self).start().waitFor()).isZero();

        await().atMost(Duration.ofSeconds(5)).until(() -> seen.get() == 1);
    }

    @Test
    void saysThatThereIsNoSuchSignal() {
        assertThat(Signals.handle("NONSENSE", () -> {})).isFalse();
    }
}
