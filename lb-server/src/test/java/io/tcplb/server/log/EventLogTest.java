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
        Transition returned = new Transition(Kind.EJECTION, "web", "a", "ejected", "returned", "", 0);

        assertThat(EventLog.line(returned)).isEqualTo("ejection pool=web backend=a from=ejected to=returned");
        assertThat(EventLog.isBad(returned)).isFalse();
    }

    @Test
    void warnsOfWhatIsLostAndInformsOfTheRest() {
        assertThat(EventLog.isBad(to(Kind.TIER, "nobody"))).isTrue();
        assertThat(EventLog.isBad(to(Kind.TIER, "fail-open"))).isTrue();
        assertThat(EventLog.isBad(to(Kind.TIER, "tier 1"))).isTrue();
        assertThat(EventLog.isBad(to(Kind.TIER, "tier 0"))).isFalse();
        assertThat(EventLog.isBad(to(Kind.HEALTH, "up"))).isFalse();
        assertThat(EventLog.isBad(to(Kind.EJECTION, "ejected for 10s"))).isTrue();
        assertThat(EventLog.isBad(to(Kind.ADDRESS, "10.0.0.1:80 kept"))).isTrue();
        assertThat(EventLog.isBad(to(Kind.ADDRESS, "10.0.0.1:80"))).isFalse();
        assertThat(EventLog.isBad(to(Kind.SPARE, "active"))).isTrue();
        assertThat(EventLog.isBad(to(Kind.SPARE, "standby"))).isFalse();
    }

    private static Transition to(Kind kind, String to) {
        return new Transition(kind, "web", "a", "", to, "", 0);
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
