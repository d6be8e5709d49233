package io.tcplb.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.tcplb.it.kit.Await;
import io.tcplb.it.kit.CodedLoop;
import io.tcplb.it.kit.CodedPlan;
import io.tcplb.it.kit.Conf;
import io.tcplb.it.kit.Lab;
import io.tcplb.it.kit.LbProcess;
import io.tcplb.it.kit.Manners;
import io.tcplb.it.kit.Metrics;
import io.tcplb.it.kit.Scorecard;
import io.tcplb.it.kit.Soak;
import io.tcplb.it.kit.Transport;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.IntFunction;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Every byte, once, in order, both ways, in whatever pieces it comes; and lb counts each of them. */
@Tag("scorecard")
class IntegrityIT {
    private static final long GIB = 1L << 30;

    /** More than four bytes can count. */
    private static final long LARGE = 4 * GIB + 1_234_567;

    private static final long RANDOM = Soak.pick(GIB, 21 * GIB);
    private static final Duration PATIENCE = Soak.pick(Duration.ofMinutes(2), Duration.ofHours(1));
    private static final Duration SOON = Duration.ofSeconds(10);
    private static final int AT_ONCE = 200;

    /** {@code -Dlb.seed=…} repeats a run. */
    private static final long SEED =
            Long.getLong("lb.seed", ThreadLocalRandom.current().nextLong(1L << 40));

    @RegisterExtension
    final Lab lab = new Lab();

    @ParameterizedTest
    @EnumSource(Transport.class)
    void randomSessionsLoseNothing(Transport transport) throws Exception {
        List<CodedPlan> plans = CodedPlan.randomUpTo(SEED, RANDOM);
        String measured = relay(transport, plans, AT_ONCE);
        Scorecard.row(
                "2a",
                "bytes lost, repeated or out of place, sessions of every manner, " + transport.key(),
                "0",
                measured + ", seed " + SEED,
                true);
    }

    @ParameterizedTest
    @EnumSource(Transport.class)
    void moreThanFourGibibytesThroughOneSession(Transport transport) throws Exception {
        boolean up = transport == Transport.EPOLL;
        String measured = relay(transport, List.of(CodedPlan.plain(1, up ? LARGE : 7, up ? 7 : LARGE)), 1);
        Scorecard.row(
                "2b",
                "bytes lost, repeated or out of place in one large transfer, " + transport.key(),
                "0",
                measured,
                true);
    }

    /** Returns what has been verified, in words. */
    private String relay(Transport transport, List<CodedPlan> plans, int atOnce) throws Exception {
        IntFunction<Manners> manners = stream -> plans.get(stream - 1).server();
        CodedLoop wide = lab.closing(CodedLoop.server(0, manners));
        CodedLoop narrow = lab.closing(CodedLoop.server(1, manners));
        LbProcess lb = lab.lb(
                transport,
                listener("wide", wide)
                        + listener("narrow", narrow, "receive-buffer = 1, send-buffer = 1")
                        + "runtime.relay-buffer = " + (atOnce > 1 ? "\"70001\"" : "512KiB") + "\n");
        long start = System.nanoTime();
        CodedLoop client =
                lab.closing(CodedLoop.client(plan -> lb.address(plan.isCramped() ? "narrow" : "wide"), plans, atOnce));
        try {
            client.awaitDone(plans.size(), PATIENCE);
            wide.awaitDone(
                    (int) plans.stream().filter(plan -> !plan.isCramped()).count(), SOON);
            narrow.awaitDone((int) plans.stream().filter(CodedPlan::isCramped).count(), SOON);
        } catch (AssertionError e) {
            throw new AssertionError(
                    "seed " + SEED + ": " + e.getMessage() + "; servers: " + wide.failures() + narrow.failures(), e);
        }
        double seconds = (System.nanoTime() - start) / 1e9;
        long up = plans.stream().mapToLong(CodedPlan::up).sum();
        long down = plans.stream().mapToLong(CodedPlan::down).sum();
        assertThat(wide.receivedBytes() + narrow.receivedBytes()).isEqualTo(up);
        assertThat(client.receivedBytes()).isEqualTo(down);
        assertCounted(lb, plans.size(), up + (long) plans.size() * CodedLoop.HEADER, down);
        return String.format(
                Locale.ROOT,
                "0 of %.1f GiB in %d sessions, %.0f MB/s, counters equal",
                (double) (up + down) / GIB,
                plans.size(),
                (up + down) / 1e6 / seconds);
    }

    private static void assertCounted(LbProcess lb, int sessions, long up, long down) {
        Await.until("every session has ended once", Duration.ofSeconds(5), () -> ended(lb) == sessions);
        Metrics metrics = lb.metrics();
        assertThat(metrics.count("lb_backend_bytes_total", "direction", "to_backend"))
                .isEqualTo(up);
        assertThat(metrics.count("lb_backend_bytes_total", "direction", "to_client"))
                .isEqualTo(down);
        assertThat(metrics.count("lb_listener_sessions_total")).isEqualTo(sessions);
    }

    private static String listener(String name, CodedLoop server, String... options) {
        return Conf.listener(name, options)
                + Conf.pool(name, List.of(Conf.backend("a", server.address())), Conf.NO_CHECK);
    }

    private static long ended(LbProcess lb) {
        return lb.metrics().count("lb_session_end_total", "reason", "client_closed")
                + lb.metrics().count("lb_session_end_total", "reason", "backend_closed");
    }
}
