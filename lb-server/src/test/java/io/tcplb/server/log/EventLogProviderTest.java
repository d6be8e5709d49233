package io.tcplb.server.log;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.LoggerContext;
import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.slf4j.Logger;

class EventLogProviderTest {
    private final EventLogProvider provider = new EventLogProvider();
    private final ByteArrayOutputStream written = new ByteArrayOutputStream();

    @AfterEach
    void stop() {
        ((LoggerContext) provider.getLoggerFactory()).stop();
    }

    @Test
    void writesWhatIsLoggedInOrderAndAllOfItBeforeItStops() {
        Logger log = logger(written);
        for (int i = 0; i < 500; i++) {
            log.info("event " + i);
        }
        log.debug("of no interest");
        stop();
        String[] lines = written.toString(StandardCharsets.UTF_8).split("\n");
        assertThat(lines).hasSize(500);
        for (int i = 0; i < 500; i++) {
            assertThat(lines[i]).matches("\\d{4}-\\d\\d-\\d\\dT[0-9:.]{12}Z INFO  event " + i);
        }
    }

    @Test
    void othersThanLbAreHeardOnlyWhenTheyWarn() {
        logger(written);
        Logger other = provider.getLoggerFactory().getLogger("io.netty.util");
        other.info("chatter");
        other.warn("trouble");
        stop();
        assertThat(written.toString(StandardCharsets.UTF_8))
                .contains("WARN  trouble")
                .doesNotContain("chatter");
    }

    @Test
    @Timeout(20)
    void aReaderThatHasStoppedReadingHoldsUpNobody() throws InterruptedException {
        CountDownLatch reads = new CountDownLatch(1);
        CountDownLatch stuck = new CountDownLatch(1);
        Logger log = logger(new OutputStream() {
            @Override
            public void write(int b) {
                write(new byte[] {(byte) b}, 0, 1);
            }

            @Override
            public void write(byte[] bytes, int from, int length) {
                stuck.countDown();
                try {
                    reads.await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
                written.write(bytes, from, length);
            }
        });
        log.info("first");
        assertThat(stuck.await(5, TimeUnit.SECONDS)).isTrue();
        long before = System.nanoTime();
        for (int i = 0; i < 5_000; i++) {
            log.info("lost or not");
        }
        assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(5));
        reads.countDown();
        stop();
        assertThat(written.toString(StandardCharsets.UTF_8)).contains("first").contains("lost or not");
    }

    private Logger logger(OutputStream out) {
        PrintStream before = System.err;
        System.setErr(new PrintStream(out, false, StandardCharsets.UTF_8));
        try {
            provider.initialize();
        } finally {
            System.setErr(before);
        }
        return provider.getLoggerFactory().getLogger("io.tcplb.test");
    }
}
