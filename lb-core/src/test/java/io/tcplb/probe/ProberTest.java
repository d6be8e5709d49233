package io.tcplb.probe;

import static io.tcplb.probe.ScriptedProbe.FAIL;
import static io.tcplb.probe.ScriptedProbe.PASS;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.util.concurrent.MockTicker;
import io.netty.util.concurrent.Ticker;
import io.tcplb.backend.Backend;
import io.tcplb.health.ProbeResult;
import io.tcplb.spec.ExpectCheck;
import io.tcplb.spec.HealthSpec;
import io.tcplb.spec.HostPort;
import io.tcplb.spec.HttpCheck;
import io.tcplb.spec.HttpCheck.StatusRange;
import io.tcplb.spec.ProxyProtocol;
import io.tcplb.spec.Share;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class ProberTest {
    private static final int MILLI = 1_000_000;
    private static final HostPort NAME = new HostPort("a.test", 80);

    private final MockTicker ticker = Ticker.newMockTicker();
    private final EmbeddedChannel channel =
            EmbeddedChannel.builder().ticker(ticker).build();
    private final ScriptedProbe probe = new ScriptedProbe();
    private final List<String> heard = new ArrayList<>();
    private final Backend a = backend("a");
    private boolean inTransition;
    private Runnable onResult = () -> {};
    private final ProbeSlots slots = new ProbeSlots(channel.eventLoop(), 4);

    private final Prober.Listener listener = new Prober.Listener() {
        @Override
        public boolean inTransition(Backend backend) {
            return inTransition;
        }

        @Override
        public void probed(Backend backend, ProbeResult result, boolean confirming) {
            heard.add(backend.id()
                    + (result.passed() ? " passed" : " " + result.detail())
                    + (confirming ? " confirming" : ""));
            onResult.run();
        }

        @Override
        public void notRun(Backend backend, String reason) {
            heard.add(backend.id() + " not run: " + reason);
        }
    };

    private static Backend backend(String id) {
        Backend backend = new Backend("web", id, 0);
        backend.address(new InetSocketAddress(InetAddress.getLoopbackAddress(), 80));
        return backend;
    }

    /** Every 2 s, 500 ms in transition, time-out 1 s. */
    private static HealthSpec spec(HealthSpec.Type type, int jitter, int port) {
        return new HealthSpec(
                type,
                Duration.ofSeconds(2),
                Duration.ofSeconds(1),
                Duration.ofMillis(500),
                new Share(jitter),
                3,
                2,
                HealthSpec.Initial.CHECKING,
                port,
                new HttpCheck("GET", "/", "", StatusRange.parse("200"), ""),
                new ExpectCheck("", ""));
    }

    private static ProbePlan plan(HealthSpec health) {
        return new ProbePlan(health, null, ProxyProtocol.OFF);
    }

    private Prober prober(int jitter) {
        return new Prober(
                channel.eventLoop(),
                plan -> plan.health().type() == HealthSpec.Type.NONE ? null : probe,
                slots,
                new SplittableRandom(7),
                plan(spec(HealthSpec.Type.TCP, jitter, 0)),
                listener);
    }

    private Prober started() {
        Prober prober = prober(0);
        prober.start(a, NAME);
        advance(0);
        assertThat(probe.started).hasSize(1);
        return prober;
    }

    /** Moves time in steps of a millisecond, so that everything happens when it is due. */
    private void advance(long millis) {
        channel.runPendingTasks();
        for (long i = 0; i < millis; i++) {
            ticker.advanceMillis(1);
            channel.runPendingTasks();
        }
    }

    private void assertNextStartsAfter(long millis) {
        int before = probe.started.size();
        advance(millis - 1);
        assertThat(probe.started).as("probes after %d ms", millis - 1).hasSize(before);
        advance(1);
        assertThat(probe.started).as("probes after %d ms", millis).hasSize(before + 1);
    }

    @Test
    void probesAtOnceAndThenOneIntervalAfterEveryResult() {
        started();
        advance(10_000);
        assertThat(probe.started).as("none while one is under way").hasSize(1);

        probe.last().end(PASS);
        assertThat(heard).containsExactly("a passed");
        assertNextStartsAfter(2000);
    }

    @Test
    void probesFastWhileTheBackendIsInTransition() {
        started();
        onResult = () -> inTransition = true;
        probe.last().end(FAIL);
        assertNextStartsAfter(500);
        onResult = () -> inTransition = false;
        probe.last().end(FAIL);
        assertNextStartsAfter(2000);
    }

    @Test
    void variesEveryPauseByItsShare() {
        Prober prober = prober(10);
        prober.start(a, NAME);
        advance(0);
        long least = Long.MAX_VALUE;
        long most = 0;
        for (int i = 0; i < 100; i++) {
            probe.last().end(PASS);
            long millis = 0;
            for (int before = probe.started.size(); probe.started.size() == before; millis++) {
                advance(1);
            }
            least = Math.min(least, millis);
            most = Math.max(most, millis);
        }
        assertThat(least).isBetween(1800L, 1830L);
        assertThat(most).isBetween(2170L, 2201L);
    }

    @Test
    void followsASuspicionWithAProbeAtOnce() {
        Prober prober = started();
        probe.last().end(PASS);
        advance(100);
        prober.probeNow(a);
        prober.probeNow(a);
        advance(0);
        assertThat(probe.started).hasSize(2);
        probe.last().end(FAIL);
        assertThat(heard).containsExactly("a passed", "a connection refused confirming");
        assertNextStartsAfter(2000);
    }

    @Test
    void doesNotTakeAProbeThatStartedBeforeTheSuspicionForItsAnswer() {
        Prober prober = started();
        advance(10);
        prober.probeNow(a);
        prober.probeNow(a);
        advance(0);
        assertThat(probe.started).hasSize(1);
        probe.last().end(PASS);
        advance(1);
        assertThat(probe.started).as("another right after").hasSize(2);
        probe.last().end(FAIL);
        assertThat(heard).containsExactly("a passed", "a connection refused confirming");
        assertNextStartsAfter(2000);
    }

    @Test
    void takesAProbeThatStartedAfterTheSuspicionForItsAnswer() {
        Prober prober = started();
        long suspected = ticker.nanoTime() - MILLI;
        advance(10);
        prober.probeNow(a, suspected);
        probe.last().end(FAIL);
        assertThat(heard).containsExactly("a connection refused confirming");
        assertNextStartsAfter(2000);
    }

    @Test
    void answersAStreamOfSuspicions() {
        Prober prober = started();
        for (int i = 0; i < 5; i++) {
            advance(10);
            prober.probeNow(a);
            advance(10);
            probe.last().end(PASS);
            advance(1);
        }
        assertThat(heard).startsWith("a passed", "a passed confirming", "a passed confirming");
        assertThat(probe.started).hasSize(6);
    }

    @Test
    void triesAgainSoonWhenAProbeCouldNotRun() {
        started();
        probe.last().cannotRun("too many open files");
        assertThat(heard).containsExactly("a not run: too many open files");
        assertNextStartsAfter(500);
    }

    @Test
    void saysNothingOfAStoppedBackend() {
        Prober prober = started();
        prober.stop(a);
        assertThat(probe.last().cancelled).isTrue();
        assertThat(slots.taken()).isZero();
        prober.probeNow(a);
        advance(5000);
        assertThat(probe.started).hasSize(1);
        assertThat(heard).isEmpty();
    }

    @Test
    void letsTheListenerStopTheBackendThatItIsToldOf() {
        Prober prober = started();
        onResult = () -> prober.stop(a);
        probe.last().end(FAIL);
        advance(5000);
        assertThat(probe.started).hasSize(1);
    }

    @Test
    void letsTheListenerSuspectTheBackendThatItIsToldOf() {
        Prober prober = started();
        advance(10);
        onResult = () -> prober.probeNow(a);
        probe.last().end(PASS);
        advance(1);
        assertThat(probe.started).hasSize(2);
        onResult = () -> {};
        probe.last().end(PASS);
        assertThat(heard).containsExactly("a passed", "a passed confirming");
        assertNextStartsAfter(2000);
    }

    @Test
    void keepsItsRhythmWhenAReloadChangesNothing() {
        Prober prober = started();
        prober.update(plan(spec(HealthSpec.Type.TCP, 0, 0)));
        prober.start(a, NAME);
        advance(1);
        assertThat(probe.started).hasSize(1);
        probe.last().end(PASS);
        assertNextStartsAfter(2000);
    }

    @Test
    void probesAfreshWhenTheSpecChanges() {
        Prober prober = started();
        prober.update(plan(spec(HealthSpec.Type.TCP, 0, 8081)));
        assertThat(probe.started.get(0).cancelled).isTrue();
        advance(1);
        assertThat(probe.started).hasSize(2);
        assertThat(probe.last().target.address().getPort()).isEqualTo(8081);
        assertThat(probe.last().target.name()).isEqualTo(new HostPort("a.test", 8081));

        prober.update(plan(spec(HealthSpec.Type.NONE, 0, 0)));
        advance(5000);
        assertThat(probe.started).hasSize(2);

        prober.update(plan(spec(HealthSpec.Type.TCP, 0, 0)));
        advance(1);
        assertThat(probe.started).hasSize(3);
        assertThat(slots.taken()).isEqualTo(1);
    }

    @Test
    void probesAfreshWhenAnotherHeaderIsExpected() {
        Prober prober = started();
        prober.update(new ProbePlan(spec(HealthSpec.Type.TCP, 0, 0), null, ProxyProtocol.V2));
        assertThat(probe.started.get(0).cancelled).isTrue();
        advance(1);
        assertThat(probe.started).hasSize(2);
    }

    @Test
    void tellsAPortElsewhereFromTheBackendsOwn() {
        Prober prober = started();
        assertThat(probe.last().target.elsewhere()).as("no port of its own").isFalse();
        prober.update(plan(spec(HealthSpec.Type.TCP, 0, 8081)));
        advance(1);
        assertThat(probe.last().target.elsewhere()).as("another port").isTrue();
        prober.update(plan(spec(HealthSpec.Type.TCP, 0, 80)));
        advance(1);
        assertThat(probe.last().target.elsewhere()).as("the same port").isFalse();
    }

    @Test
    void waitsOneTimeoutForAFirstAddress() {
        Backend nowhere = new Backend("web", "n", 0);
        prober(0).start(nowhere, new HostPort("n.test", 80));
        advance(300);
        assertThat(heard).isEmpty();
        nowhere.address(new InetSocketAddress(InetAddress.getLoopbackAddress(), 80));
        advance(100);
        assertThat(probe.started).hasSize(1);
    }

    @Test
    void failsWithoutAnAddress() {
        Backend nowhere = new Backend("web", "n", 0);
        prober(0).start(nowhere, new HostPort("n.test", 80));
        advance(899);
        assertThat(heard).isEmpty();
        advance(2);
        assertThat(heard).containsExactly("n n.test has not resolved");
        advance(2000);
        assertThat(heard).hasSize(2);
        assertThat(slots.taken()).isZero();
    }

    @Test
    void startsFewInAMillisecondAndFewerAtOnce() {
        ProbeSlots wide = new ProbeSlots(channel.eventLoop(), 25);
        Prober prober = new Prober(
                channel.eventLoop(),
                plan -> probe,
                wide,
                new SplittableRandom(7),
                plan(spec(HealthSpec.Type.TCP, 0, 0)),
                listener);
        for (int i = 0; i < 1000; i++) {
            prober.start(backend("b" + i), NAME);
        }
        Backend urgent = backend("urgent");
        prober.start(urgent, NAME);
        advance(0);
        assertThat(probe.started).hasSize(10);
        advance(1);
        assertThat(probe.started).hasSize(20);
        advance(100);
        assertThat(probe.started).as("no more than the slots").hasSize(25);

        prober.probeNow(urgent);
        probe.started.get(0).end(PASS);
        probe.started.get(25).end(FAIL);
        assertThat(heard)
                .as("an urgent probe goes first")
                .containsExactly("b0 passed", "urgent connection refused confirming");

        while (probe.started.size() < 1001) {
            probe.started.stream().filter(one -> !one.over).toList().forEach(one -> one.end(PASS));
            int before = probe.started.size();
            advance(1);
            assertThat(probe.started.size() - before).isLessThanOrEqualTo(10);
            assertThat(probe.underWay()).isLessThanOrEqualTo(25);
        }
        assertThat(heard.stream().distinct().count()).as("everybody had a turn").isGreaterThan(990);
    }

    @Test
    void probesTenThousandEveryTwoSeconds() {
        ProbeSlots wide = new ProbeSlots(channel.eventLoop(), ProbeSlots.DEFAULT_CONCURRENT);
        Prober prober = new Prober(
                channel.eventLoop(),
                plan -> probe,
                wide,
                new SplittableRandom(7),
                plan(spec(HealthSpec.Type.TCP, 10, 0)),
                listener);
        for (int i = 0; i < 10_000; i++) {
            prober.start(backend("b" + i), NAME);
        }
        int ended = 0;
        for (int millis = 0; millis < 6000; millis++) {
            advance(1);
            while (ended < probe.started.size()) {
                probe.started.get(ended++).end(PASS);
            }
        }
        assertThat(probe.started.size()).isBetween(25_000, 31_000);
    }
}
