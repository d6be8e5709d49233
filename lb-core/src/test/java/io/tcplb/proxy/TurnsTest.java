package io.tcplb.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.tcplb.observe.SessionView;
import io.tcplb.spec.RuntimeSpec.Transport;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.time.Duration;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class TurnsTest {
    private static final int MOST = 1 << 20;
    private static final long WATCHED = 16L << 20;

    @Test
    void areLongForOneAndShortForMany() {
        Turns turns = new Turns();
        assertThat(turns.bytes()).isEqualTo(MOST);
        turns.begin();
        assertThat(turns.bytes()).as("alone").isEqualTo(MOST);
        for (int i = 1; i < 8; i++) {
            turns.begin();
        }
        assertThat(turns.bytes()).as("one of eight").isEqualTo(256 << 10);
        for (int i = 8; i < 1000; i++) {
            turns.begin();
        }
        assertThat(turns.bytes()).as("one of very many").isEqualTo(64 << 10);
        for (int i = 0; i < 1000; i++) {
            turns.end();
        }
        assertThat(turns.bytes()).isEqualTo(MOST);
    }

    /** However much waits on a socket: between two rounds of the loop one flow moves no more than its turn. */
    @ParameterizedTest
    @EnumSource(
            value = Transport.class,
            names = {"EPOLL", "NIO"})
    void leaveTheRestForTheNextRound(Transport transport) throws Exception {
        AtomicLong written = new AtomicLong();
        try (Server server = new Server(socket -> {
                    OutputStream out = socket.getOutputStream();
                    byte[] some = new byte[64 << 10];
                    while (true) {
                        out.write(some);
                        written.addAndGet(some.length);
                    }
                });
                Proxy proxy = new Proxy(transport, new FixedPool(server.port()), Proxy.spec());
                Socket client = proxy.connect()) {
            client.getOutputStream().write(1);
            new Thread(() -> readAll(client)).start();
            // The kernel's buffers have grown by then.
            await().atMost(Duration.ofSeconds(30)).until(() -> relayed(proxy) > 256L << 20);
            letAPileGrow(proxy, written);
            assertThat(mostOfARound(proxy)).isBetween(1L, (long) MOST);
        }
    }

    /** Holds the loops up until the server can write no more. */
    private static void letAPileGrow(Proxy proxy, AtomicLong written) throws Exception {
        CountDownLatch held = new CountDownLatch(1);
        Thread holder = new Thread(() -> {
            try {
                proxy.onEveryWorker(worker -> awaitQuietly(held));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        holder.start();
        long[] before = {-1};
        await().pollInterval(Duration.ofMillis(100))
                .atMost(Duration.ofSeconds(20))
                .until(() -> {
                    long now = written.get();
                    boolean stuck = now == before[0];
                    before[0] = now;
                    return stuck;
                });
        held.countDown();
        holder.join();
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await(20, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Looks at the counters once in each round of each loop, until there has been enough to see. */
    private static long mostOfARound(Proxy proxy) throws InterruptedException {
        AtomicLong most = new AtomicLong();
        CountDownLatch done = new CountDownLatch(1);
        proxy.onEveryWorker(worker -> {
            if (worker.size() > 0) {
                long now = bytesToClient(worker);
                watch(worker, now + WATCHED, now, most, done);
            }
        });
        assertThat(done.await(20, TimeUnit.SECONDS)).isTrue();
        return most.get();
    }

    private static void watch(Worker worker, long until, long before, AtomicLong most, CountDownLatch done) {
        long now = bytesToClient(worker);
        most.accumulateAndGet(now - before, Math::max);
        if (now >= until) {
            done.countDown();
            return;
        }
        // A scheduled task runs in the next round; one that is executed may run in the same.
        worker.net().eventLoop().schedule(() -> watch(worker, until, now, most, done), 0, TimeUnit.NANOSECONDS);
    }

    private static long bytesToClient(Worker worker) {
        long[] sum = {0};
        worker.table().forEach(session -> sum[0] += session.view().bytesToClient());
        return sum[0];
    }

    private static long relayed(Proxy proxy) throws InterruptedException {
        ConcurrentLinkedQueue<SessionView> views = new ConcurrentLinkedQueue<>();
        proxy.onEveryWorker(worker -> worker.describe(views::addAll));
        proxy.onEveryWorker(worker -> {});
        return views.stream().mapToLong(SessionView::bytesToClient).sum();
    }

    private static void readAll(Socket client) {
        byte[] buffer = new byte[256 << 10];
        try (InputStream in = client.getInputStream()) {
            while (in.read(buffer) >= 0) {
                Thread.onSpinWait();
            }
        } catch (java.io.IOException e) {
            // The test is over, and so is this thread.
        }
    }
}
