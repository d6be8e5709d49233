package io.tcplb.server.log;

import static org.assertj.core.api.Assertions.assertThat;

import io.tcplb.observe.Transition;
import io.tcplb.observe.Transition.Kind;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class EventLogTest {
    @Test
    void aTransitionIsOneLineOfFields() {
        Transition down = new Transition(Kind.HEALTH, "web", "a", "up", "down", "connect: \"refused\"\nat once", 12);

        assertThat(EventLog.line(down))
                .isEqualTo("health pool=web backend=a from=up to=down why=\"connect: \\\"refused\\\"\\nat once\""
                        + " sessions=12");
        assertThat(EventLog.isBad(down)).isTrue();
    }

    @Test
    void fieldsThatDoNotApplyAreLeftOut() {
        Transition applied = new Transition(Kind.RELOAD, "", "", "", "applied", "", 0);

        assertThat(EventLog.line(applied)).isEqualTo("reload to=applied");
        assertThat(EventLog.isBad(applied)).isFalse();
    }

    @Test
    void theSameWarningIsHeldBackAndCounted() {
        AtomicLong nanos = new AtomicLong();
        Repeats repeats = new Repeats(nanos::get);

        assertThat(repeats.admit("no descriptors left")).isEqualTo("no descriptors left");
        assertThat(repeats.admit("no descriptors left")).isNull();
        assertThat(repeats.admit("something else")).isEqualTo("something else");
        nanos.addAndGet(Duration.ofSeconds(9).toNanos());
        assertThat(repeats.admit("no descriptors left")).isNull();
        nanos.addAndGet(Duration.ofSeconds(2).toNanos());
        assertThat(repeats.admit("no descriptors left")).isEqualTo("no descriptors left (repeated 2 times)");
        nanos.addAndGet(Duration.ofSeconds(11).toNanos());
        assertThat(repeats.admit("no descriptors left")).isEqualTo("no descriptors left");
    }
}
