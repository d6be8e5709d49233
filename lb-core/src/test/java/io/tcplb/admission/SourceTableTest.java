package io.tcplb.admission;

import static org.assertj.core.api.Assertions.assertThat;

import io.tcplb.observe.CloseReason;
import io.tcplb.spec.AdmissionSpec;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class SourceTableTest {
    private static final long SECOND = 1_000_000_000;

    private long now = 17 * SECOND;

    @Test
    void theTableIsBoundedAndWhoFindsNoPlaceIsAdmittedUncounted() {
        Admission admission = new Admission(new AdmissionSpec(0, 1, 0, List.of(), List.of()), now);
        List<Ticket> tickets = new ArrayList<>();
        for (int i = 0; i < 100_000; i++) {
            Ticket ticket = admission.admit(v4(i), now);
            assertThat(ticket.refusal()).isNull();
            tickets.add(ticket);
        }
        assertThat(admission.sources())
                .isLessThanOrEqualTo(Admission.MAX_SOURCES)
                .isGreaterThan(65_000);
        assertThat(admission.overflows()).isEqualTo(100_000 - admission.sources());
        assertThat(admission.admit(v4(0), now).refusal())
                .as("the limit of a source that has a place holds")
                .isEqualTo(CloseReason.RATE_LIMITED);
        tickets.forEach(Ticket::release);
        long before = admission.overflows();
        for (int i = 0; i < 60_000; i++) {
            InetAddress next = v4(1_000_000 + i);
            admission.admit(next, now);
            assertThat(admission.admit(next, now).refusal()).isEqualTo(CloseReason.RATE_LIMITED);
        }
        assertThat(admission.overflows()).as("places are free again").isEqualTo(before);
    }

    @Test
    void sourcesThatAreLikeNewMakeRoomLongBeforeTheTableIsFull() {
        Admission admission = new Admission(new AdmissionSpec(0, 0, 10, List.of(), List.of()), now);
        int most = 0;
        for (int i = 0; i < 1_000_000; i++) {
            now += SECOND / 1000; // of 10 a second each, at most 100 at a time have an unfilled bucket
            admission.admit(v4(i), now).release();
            most = Math.max(most, admission.sources());
        }
        assertThat(most).isLessThan(1000);
        assertThat(admission.overflows()).isZero();
    }

    @Test
    void aSourceWithSessionsOrAnUnfilledBucketIsNotForgotten() {
        Admission admission = new Admission(new AdmissionSpec(0, 5, 1, List.of(), List.of()), now);
        InetAddress idle = v4(1);
        InetAddress busy = v4(2);
        admission.admit(idle, now).release();
        Ticket session = admission.admit(busy, now);
        for (int i = 0; i < 100_000; i++) {
            admission.admit(v4(1000 + i), now - 2 * SECOND).release();
        }
        assertThat(admission.admit(idle, now + SECOND - 1).refusal()).isEqualTo(CloseReason.RATE_LIMITED);
        for (int i = 0; i < 4; i++) {
            now += SECOND;
            assertThat(admission.admit(busy, now).refusal()).isNull();
        }
        now += SECOND;
        assertThat(admission.admit(busy, now).refusal()).isEqualTo(CloseReason.RATE_LIMITED);
        session.release();
        assertThat(admission.admit(busy, now).refusal()).isNull();
    }

    @Test
    void itDecidesAsATableWithoutBoundsAndLocks() {
        for (int run = 0; run < 60; run++) {
            long seed = System.nanoTime();
            Random random = new Random(seed);
            AdmissionSpec spec = randomSpec(random);
            Admission admission = new Admission(spec, now);
            Map<Object, Naive> naive = new HashMap<>();
            Deque<Runnable> sessions = new ArrayDeque<>();
            for (int step = 0; step < 3000; step++) {
                now += random.nextInt(4) == 0 ? random.nextInt((int) SECOND / 4) : 0;
                if (random.nextInt(3) == 0 && !sessions.isEmpty()) {
                    (random.nextBoolean() ? sessions.pollFirst() : sessions.pollLast()).run();
                } else if (random.nextInt(500) == 0) {
                    spec = randomSpec(random);
                    admission.update(spec, now);
                } else {
                    InetAddress client = random.nextBoolean() ? v4(random.nextInt(40)) : v6(random.nextInt(40), step);
                    Naive source = naive.computeIfAbsent(
                            client instanceof Inet6Address v6 ? prefix(v6) : client, c -> new Naive());
                    Ticket ticket = admission.admit(client, now);
                    boolean admitted = source.admits(spec, now);
                    boolean counted = spec.perSourceConnections() > 0 || spec.perSourceRate() > 0;
                    assertThat(ticket.refusal() == null)
                            .as("seed %d, step %d: %s, %s", seed, step, client, spec)
                            .isEqualTo(admitted);
                    if (admitted) {
                        sessions.add(() -> {
                            ticket.release();
                            source.sessions -= counted ? 1 : 0;
                        });
                    }
                }
            }
        }
    }

    @Test
    void threadsTogetherGetWhatOneWouldGet() throws Exception {
        int threads = 4;
        int limit = 7;
        Admission admission = new Admission(new AdmissionSpec(1000, limit, 0, List.of(), List.of()), now);
        AtomicInteger[] open = new AtomicInteger[50];
        Arrays.setAll(open, i -> new AtomicInteger());
        AtomicInteger breaches = new AtomicInteger();
        AtomicInteger admitted = new AtomicInteger();
        CyclicBarrier start = new CyclicBarrier(threads);
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        try {
            List<Future<?>> runs = new ArrayList<>();
            for (int t = 0; t < threads; t++) {
                long seed = t;
                runs.add(pool.submit(() -> {
                    start.await();
                    Random random = new Random(seed);
                    Deque<Runnable> sessions = new ArrayDeque<>();
                    for (int i = 0; i < 100_000; i++) {
                        admitted.addAndGet(admission.admitsAnother(now) ? 1 : 0);
                        int client = random.nextInt(open.length);
                        Ticket ticket = admission.admit(v4(client), now);
                        if (ticket.refusal() == null) {
                            if (open[client].incrementAndGet() > limit) {
                                breaches.incrementAndGet();
                            }
                            sessions.add(() -> {
                                open[client].decrementAndGet();
                                ticket.release();
                            });
                        }
                        if (sessions.size() > 100 || (ticket.refusal() != null && !sessions.isEmpty())) {
                            sessions.poll().run();
                        }
                        admission.admit(v4(1000 + random.nextInt(100_000)), now).release();
                    }
                    sessions.forEach(Runnable::run);
                    return null;
                }));
            }
            for (Future<?> run : runs) {
                run.get(60, TimeUnit.SECONDS);
            }
        } finally {
            pool.shutdownNow();
        }
        assertThat(breaches).hasValue(0);
        assertThat(admitted).as("the listener's second").hasValue(1000);
        for (int client = 0; client < open.length; client++) {
            for (int i = 0; i < limit; i++) {
                assertThat(admission.admit(v4(client), now).refusal())
                        .as("nothing left behind")
                        .isNull();
            }
            assertThat(admission.admit(v4(client), now).refusal()).isEqualTo(CloseReason.RATE_LIMITED);
        }
    }

    @Test
    void threadsThatMeetAtOneSourceMiscountNothing() throws Exception {
        int threads = 4;
        int limit = 2;
        InetAddress client = v4(1);
        Admission admission = new Admission(new AdmissionSpec(1_000_000, limit, 0, List.of(), List.of()), now);
        AtomicInteger admitted = new AtomicInteger();
        CyclicBarrier start = new CyclicBarrier(threads);
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        try {
            List<Future<?>> runs = new ArrayList<>();
            for (int t = 0; t < threads; t++) {
                runs.add(pool.submit(() -> {
                    start.await();
                    int mine = 0;
                    for (int i = 0; i < 1_000_000; i++) {
                        mine += admission.admitsAnother(now) ? 1 : 0;
                        admission.admit(client, now).release();
                    }
                    admitted.addAndGet(mine);
                    return null;
                }));
            }
            for (Future<?> run : runs) {
                run.get(60, TimeUnit.SECONDS);
            }
        } finally {
            pool.shutdownNow();
        }
        assertThat(admitted).as("the listener's second").hasValue(1_000_000);
        for (int i = 0; i < limit; i++) {
            assertThat(admission.admit(client, now).refusal()).isNull();
        }
        assertThat(admission.admit(client, now).refusal()).isEqualTo(CloseReason.RATE_LIMITED);
    }

    @Test
    void theCommonPathsAllocateNothing() {
        InetAddress client = v4(1);
        Admission open = new Admission(AdmissionSpec.OPEN, now);
        assertThat(Allocations.during(200_000, n -> open.admit(client, now))).isZero();
        Admission limited = new Admission(new AdmissionSpec(1, 10, 0, List.of(), List.of()), now);
        limited.admit(client, now);
        assertThat(Allocations.during(200_000, n -> {
                    limited.admitsAnother(now);
                    Ticket ticket = limited.admit(client, now);
                    ticket.release();
                    return ticket;
                }))
                .isZero();
    }

    private static AdmissionSpec randomSpec(Random random) {
        return new AdmissionSpec(0, random.nextInt(5), random.nextInt(5), List.of(), List.of());
    }

    /** One source, the plain way; a token bucket is one second's worth that fills evenly. */
    private static final class Naive {
        int sessions;
        private long debt; // nanoseconds until the bucket is full
        private long at;

        boolean admits(AdmissionSpec spec, long now) {
            debt = Math.max(0, debt - (now - at));
            at = now;
            boolean counted = spec.perSourceConnections() > 0 || spec.perSourceRate() > 0;
            long cost = spec.perSourceRate() == 0 ? 0 : Math.round(1e9 / spec.perSourceRate());
            boolean full = spec.perSourceConnections() > 0 && sessions >= spec.perSourceConnections();
            if (full || (cost > 0 && debt + cost > cost * spec.perSourceRate())) {
                return false;
            }
            debt += cost;
            sessions += counted ? 1 : 0;
            return true;
        }
    }

    private static Object prefix(Inet6Address address) {
        return ByteBuffer.wrap(address.getAddress()).getLong();
    }

    private static InetAddress v4(int n) {
        return address(ByteBuffer.allocate(4).putInt(10 << 24 | n).array());
    }

    private static InetAddress v6(int network, long host) {
        return address(ByteBuffer.allocate(16)
                .putLong(0x20010db800000000L | network)
                .putLong(host)
                .array());
    }

    private static InetAddress address(byte[] bytes) {
        try {
            return InetAddress.getByAddress(bytes);
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException(e);
        }
    }
}
