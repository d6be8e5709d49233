package io.tcplb.server.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import io.tcplb.it.kit.NotifySocket;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SupervisorTest {
    private static final Duration SOON = Duration.ofSeconds(5);

    @TempDir
    private Path scratch;

    @Test
    void everyChangeIsOneDatagram() throws IOException {
        try (NotifySocket systemd = new NotifySocket(scratch.resolve("notify").toString())) {
            Supervisor supervisor = at(systemd.address());
            supervisor.ready("web=0.0.0.0:8080");
            assertThat(systemd.next(SOON)).isEqualTo("READY=1\nSTATUS=web=0.0.0.0:8080");
            supervisor.reloading(1_234_567_890L);
            assertThat(systemd.next(SOON))
                    .isEqualTo("RELOADING=1\nMONOTONIC_USEC=1234567\nSTATUS=reading the configuration again");
            supervisor.stopping(Duration.ofSeconds(30));
            assertThat(systemd.next(SOON))
                    .isEqualTo("STOPPING=1\nEXTEND_TIMEOUT_USEC=40000000\nSTATUS=letting sessions finish");
        }
    }

    @Test
    void theSocketMayBeInTheAbstractNamespace() throws IOException {
        try (NotifySocket systemd = new NotifySocket("@lb-test/" + UUID.randomUUID())) {
            at(systemd.address()).ready("here");
            assertThat(systemd.next(SOON)).isEqualTo("READY=1\nSTATUS=here");
        }
    }

    @Test
    void aStatusIsOneShortLine() throws IOException {
        try (NotifySocket systemd = new NotifySocket(scratch.resolve("notify").toString())) {
            at(systemd.address()).ready("one\nMAINPID=1\r\ntwo " + "x".repeat(1_000_000));
            String message = systemd.next(SOON);
            assertThat(message)
                    .startsWith("READY=1\nSTATUS=one MAINPID=1 two xxx")
                    .hasSizeLessThan(600);
            assertThat(message.lines()).hasSize(2);
        }
    }

    @Test
    void nobodyToTellIsNoFailure() throws IOException {
        Supervisor.of(Map.of()).ready("");
        at("").ready("");
        at("vsock:2:9999").ready("");
        at(scratch.resolve("nobody").toString()).ready("");
        at("@lb-test/" + UUID.randomUUID()).ready("");
        at("/" + "x".repeat(200)).ready("");
        NotifySocket gone = new NotifySocket(scratch.resolve("gone").toString());
        gone.close();
        at(gone.address()).stopping(Duration.ZERO);
    }

    @Test
    void oneThatDoesNotReadIsNotWaitedForLong() throws IOException {
        try (NotifySocket systemd = new NotifySocket(scratch.resolve("notify").toString())) {
            Supervisor supervisor = at(systemd.address());
            long longest = 0;
            // The kernel queues some hundred datagrams at most, net.unix.max_dgram_qlen.
            for (int i = 0; i < 10_000 && longest < Supervisor.PATIENCE.toNanos(); i++) {
                long start = System.nanoTime();
                supervisor.ready(Integer.toString(i));
                longest = Math.max(longest, System.nanoTime() - start);
            }
            assertThat(longest).isBetween(Supervisor.PATIENCE.toNanos(), SOON.toNanos());
            assertThat(systemd.next(SOON)).isEqualTo("READY=1\nSTATUS=0");
        }
    }

    private static Supervisor at(String address) {
        return Supervisor.of(Map.of("NOTIFY_SOCKET", address));
    }
}
