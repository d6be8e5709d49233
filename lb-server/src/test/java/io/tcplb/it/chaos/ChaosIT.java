package io.tcplb.it.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.tcplb.it.kit.Await;
import io.tcplb.it.kit.CodedTraffic;
import io.tcplb.it.kit.CodedTraffic.Outcome;
import io.tcplb.it.kit.Lab;
import io.tcplb.it.kit.LbProcess;
import io.tcplb.it.kit.Metrics;
import io.tcplb.it.kit.Scorecard;
import io.tcplb.it.kit.Soak;
import io.tcplb.it.kit.SocketTable;
import io.tcplb.it.kit.Sockets;
import io.tcplb.it.kit.Transport;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Faults of every kind, every second or two, under traffic of which every byte is verified: nothing without an excuse. */
@Tag("scorecard")
class ChaosIT {
    private static final Duration EPOLL_RUN = Soak.pick(Duration.ofSeconds(80), Duration.ofHours(1));
    private static final Duration NIO_RUN = Soak.pick(Duration.ofSeconds(40), Duration.ofMinutes(10));
    private static final Duration HUNG = Duration.ofSeconds(40);
    private static final Duration SOON = Duration.ofSeconds(20);
    private static final int PER_SECOND = 25;
    private static final int BURST = 60;
    private static final long MIB = 1 << 20;
    private static final long MEMORY = 64 * MIB;

    /** Probes under way. */
    private static final int DESCRIPTORS = 8;

    /** {@code -Dlb.seed=…} repeats a run. */
    private static final long SEED =
            Long.getLong("lb.seed", ThreadLocalRandom.current().nextLong(1L << 40));

    @RegisterExtension
    final Lab lab = new Lab();

    private record Step(long atMillis, Fault fault, boolean begins) {}

    @ParameterizedTest
    @EnumSource(Transport.class)
    void everyEndHasAnExcuse(Transport transport) throws Exception {
        Duration run = transport == Transport.EPOLL ? EPOLL_RUN : NIO_RUN;
        Site site = new Site(lab, transport, SEED);
        LbProcess lb = site.lb();
        List<Fault> schedule = Schedule.of(SEED, run.toMillis(), Site.BACKENDS, Site.CUTTABLE);
        Visitors visitors = new Visitors(SEED);
        CodedTraffic traffic =
                lab.closing(new CodedTraffic(Sockets.loopback(site.port()), PER_SECOND, visitors::client, HUNG));
        waitUntil(traffic, 2_000);
        int descriptors = lb.openDescriptors() - 2 * (int) lb.metrics().count("lb_listener_sessions_active");
        long resident = lb.residentBytes();

        List<Fault> done = play(schedule, site, traffic);
        waitUntil(traffic, run.toMillis());
        List<Outcome> outcomes = traffic.finish();
        Await.until(
                "nobody is left",
                SOON,
                () -> lb.metrics().count("lb_listener_sessions_active") == 0,
                () -> site.sessions() + "; seed " + SEED + ", done: " + done + ", " + ends(outcomes));
        List<String> breaches = new ArrayList<>(Verdict.of(outcomes, log(lb, outcomes.size()), done));
        breaches.addAll(site.complaints());
        assertThat(breaches).as(() -> "seed " + SEED + ", done: " + done).isEmpty();
        assertAccounts(lb, outcomes);
        assertNothingIsLeft(site, descriptors, resident);
        Scorecard.row(
                "8",
                "chaos, breaches, " + transport.key(),
                "0",
                "0 in " + run.toSeconds() + " s: " + done.size() + " faults, " + outcomes.size() + " sessions, "
                        + ends(outcomes) + ", seed " + SEED,
                true);
    }

    /** Does the schedule, and returns when each fault was really done and undone. */
    private static List<Fault> play(List<Fault> schedule, Site site, CodedTraffic traffic) throws Exception {
        PriorityQueue<Step> steps = new PriorityQueue<>(Comparator.comparingLong(Step::atMillis));
        schedule.forEach(fault -> steps.add(new Step(fault.atMillis(), fault, true)));
        List<Fault> done = new ArrayList<>();
        while (!steps.isEmpty()) {
            Step step = steps.remove();
            waitUntil(traffic, step.atMillis);
            long now = traffic.millis();
            Fault fault = step.fault;
            if (step.begins) {
                site.begin(fault);
                if (fault.kind() == Fault.Kind.BURST) {
                    traffic.burst(BURST);
                }
                steps.add(new Step(now + fault.lastsMillis(), new Fault(now, 0, fault.kind(), fault.backend()), false));
            } else {
                site.end(fault);
                done.add(new Fault(
                        fault.atMillis(), traffic.millis() - fault.atMillis(), fault.kind(), fault.backend()));
            }
        }
        return done;
    }

    private static void waitUntil(CodedTraffic traffic, long millis) {
        while (traffic.millis() < millis) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(Math.min(20, millis - traffic.millis() + 1)));
        }
    }

    private static List<Verdict.Entry> log(LbProcess lb, int sessions) {
        Await.until("the log is written", SOON, () -> lb.accessLog().size() >= sessions);
        return lb.accessLog().stream().map(ChaosIT::entry).toList();
    }

    private static Verdict.Entry entry(String line) {
        Config entry = ConfigFactory.parseString(line);
        String client = entry.getString("client");
        return new Verdict.Entry(
                Integer.parseInt(client.substring(client.lastIndexOf(':') + 1)),
                entry.getIsNull("backend") ? "" : entry.getString("backend"),
                entry.getString("reason"),
                Math.round(entry.getDouble("duration_ms")));
    }

    private static void assertAccounts(LbProcess lb, List<Outcome> outcomes) {
        Metrics metrics = lb.metrics();
        assertThat(metrics.count("lb_session_end_total")).as("ends").isEqualTo(outcomes.size());
        assertThat(metrics.count("lb_listener_sessions_total")).as("sessions").isEqualTo(outcomes.size());
        assertThat(metrics.count("lb_backend_sessions_active")).isZero();
        Map<String, Long> logged = new java.util.TreeMap<>();
        log(lb, outcomes.size()).forEach(entry -> logged.merge(entry.reason(), 1L, Long::sum));
        assertThat(metrics.by("reason", "lb_session_end_total")).isEqualTo(logged);
    }

    private static void assertNothingIsLeft(Site site, int descriptors, long resident) {
        LbProcess lb = site.lb();
        Await.until(
                "descriptors are back at " + descriptors,
                SOON,
                () -> lb.openDescriptors() <= descriptors + DESCRIPTORS,
                () -> lb.openDescriptors() + " are open");
        assertThat(SocketTable.count("close-wait", site.clientSide())).isZero();
        for (int backend = 0; backend < Site.BACKENDS; backend++) {
            assertThat(SocketTable.count("close-wait", site.backendSide(backend)))
                    .isZero();
        }
        assertThat(lb.residentBytes() - resident).as("resident growth").isLessThan(MEMORY);
    }

    private static String ends(List<Outcome> outcomes) {
        Map<CodedTraffic.End, Integer> counts = new EnumMap<>(CodedTraffic.End.class);
        outcomes.forEach(outcome -> counts.merge(outcome.end(), 1, Integer::sum));
        return counts.toString().toLowerCase(java.util.Locale.ROOT).replaceAll("[{}]", "");
    }
}
