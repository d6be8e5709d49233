package io.tcplb.server.log;

import static io.tcplb.server.log.Sessions.session;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AccessLogTest {
    private final List<String> complaints = new CopyOnWriteArrayList<>();
    private final AtomicLong clock = new AtomicLong(1_000_000);

    @TempDir
    private Path directory;

    @Test
    void aLineIsThereSoonWithoutAnotherToPushIt() throws IOException {
        Path file = directory.resolve("access.log");
        try (AccessLog log = open(AccessLog.QUEUE, LineOutput.file(file))) {
            for (int i = 1; i <= 3; i++) {
                log.offer(session(i));
                int lines = i;
                await().atMost(Duration.ofSeconds(5)).until(() -> lines(file).size() == lines);
            }
        }
        assertThat(lines(file)).allMatch(line -> line.endsWith("reason=client_closed"));
        assertThat(complaints).isEmpty();
    }

    @Test
    void closingWritesEverythingThatWasOffered() throws IOException {
        Path file = directory.resolve("access.log");
        AccessLog log = open(AccessLog.QUEUE, LineOutput.file(file));
        for (int i = 0; i < 10_000; i++) {
            log.offer(session(i));
        }
        log.close();

        assertThat(lines(file)).hasSize(10_000);
        assertThat(log.dropped()).isZero();
    }

    @Test
    void aStuckOutputDropsAndCountsAndBlocksNobody() throws InterruptedException {
        StuckOutput stuck = new StuckOutput();
        AccessLog log = open(8, LineOutput.to(stuck));
        log.offer(session(0));
        stuck.entered.await(); // the writer is inside its first write
        for (int i = 1; i <= 20; i++) {
            log.offer(session(i));
        }
        assertThat(log.dropped()).isEqualTo(12);

        clock.addAndGet(10_000);
        stuck.release.countDown();
        log.close();

        assertThat(stuck.written.toString(StandardCharsets.UTF_8).lines()).hasSize(9);
        assertThat(complaints).hasSize(1);
        assertThat(complaints.get(0)).startsWith("access log lost lines lines=12 why=");
    }

    @Test
    void complainsAtMostOnceASecond() {
        AccessLog log = open(8, LineOutput.to(new FullDisk()));
        for (int i = 0; i < 20; i++) {
            log.offer(session(i));
            long offered = i + 1L;
            await().pollInterval(Duration.ofMillis(1))
                    .atMost(Duration.ofSeconds(5))
                    .until(() -> log.dropped() == offered);
        }
        assertThat(complaints).hasSizeLessThanOrEqualTo(1);
        log.close();

        assertThat(complaints).hasSizeLessThanOrEqualTo(2).allMatch(line -> line.contains("No space left"));
        assertThat(complaints.stream().mapToInt(AccessLogTest::lost).sum()).isEqualTo(20);
    }

    @Test
    void anotherFileTakesOverWithoutLosingALine() throws IOException {
        Path first = directory.resolve("first.log");
        Path second = directory.resolve("second.log");
        AccessLog log = open(AccessLog.QUEUE, LineOutput.file(first));
        AtomicInteger offered = new AtomicInteger();
        while (offered.get() < 500) {
            log.offer(session(offered.getAndIncrement()));
        }
        log.use(new AccessLog.Target(LineOutput.file(second), AccessFormat.JSON));
        // What the writer finds in its queue together with the change may still go to the first.
        await().pollInterval(Duration.ofMillis(1)).atMost(Duration.ofSeconds(5)).until(() -> {
            log.offer(session(offered.getAndIncrement()));
            return Files.size(second) > 0;
        });
        log.close();

        assertThat(lines(first).size() + lines(second).size()).isEqualTo(offered.get());
        assertThat(lines(second)).isNotEmpty().allMatch(line -> line.startsWith("{") && line.endsWith("}"));
    }

    @Test
    void whatIsOfferedRightAfterSwitchingOnIsWritten() throws IOException {
        for (int round = 0; round < 50; round++) {
            Path file = directory.resolve(round + ".log");
            AccessLog log = new AccessLog(AccessLog.QUEUE, clock::get, complaints::add);
            log.use(new AccessLog.Target(LineOutput.file(file), AccessFormat.TEXT));
            log.offer(session(1));
            log.close();
            assertThat(lines(file)).hasSize(1);
        }
    }

    @Test
    void offTakesNothing() {
        AccessLog log = new AccessLog(8, clock::get, complaints::add);
        for (int i = 0; i < 100; i++) {
            log.offer(session(i));
        }
        log.close();

        assertThat(log.dropped()).isZero();
    }

    private AccessLog open(int capacity, LineOutput output) {
        AccessLog log = new AccessLog(capacity, clock::get, complaints::add);
        log.use(new AccessLog.Target(output, AccessFormat.TEXT));
        return log;
    }

    private static List<String> lines(Path file) throws IOException {
        return Files.readAllLines(file);
    }

    private static int lost(String complaint) {
        return Integer.parseInt(complaint.replaceAll(".* lines=(\\d+) .*", "$1"));
    }

    /** Blocks in its first write until released. */
    private static final class StuckOutput extends OutputStream {
        final CountDownLatch entered = new CountDownLatch(1);
        final CountDownLatch release = new CountDownLatch(1);
        final java.io.ByteArrayOutputStream written = new java.io.ByteArrayOutputStream();

        @Override
        public void write(int b) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            entered.countDown();
            try {
                release.await();
            } catch (InterruptedException e) {
                throw new IOException(e);
            }
            written.write(bytes, offset, length);
        }
    }

    private static final class FullDisk extends OutputStream {
        @Override
        public void write(int b) throws IOException {
            throw new IOException("No space left on device");
        }
    }
}
