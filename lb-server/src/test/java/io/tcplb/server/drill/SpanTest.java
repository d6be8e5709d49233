package io.tcplb.server.drill;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.tcplb.observe.CloseReason;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class SpanTest {
    @Test
    void isWhatCameBetweenTwoReadings() {
        Reading from = Pools.reading()
                .at(10)
                .ended(CloseReason.CLIENT_CLOSED, 1_000)
                .ended(CloseReason.BACKEND_RESET, 5)
                .serving("a", 600)
                .build();
        Reading to = Pools.reading()
                .at(14)
                .ended(CloseReason.CLIENT_CLOSED, 1_090)
                .ended(CloseReason.BACKEND_RESET, 5)
                .ended(CloseReason.CONNECT_TIMEOUT, 10)
                .ended(CloseReason.ADMIN_CLOSED, 300)
                .serving("a", 640)
                .build();
        Span span = Span.between(from, to);
        assertThat(span.seconds()).isEqualTo(4);
        assertThat(span.ended()).as("those that were moved left out").isEqualTo(100);
        assertThat(span.errors()).isEqualTo(10);
        assertThat(span.errorPercent()).isEqualTo(10);
        assertThat(span.moved()).isEqualTo(300);
        assertThat(span.reasons()).doesNotContainKey(CloseReason.BACKEND_RESET);
        assertThat(span.allConnects().made()).isEqualTo(40);
        assertThat(span.perSecond(40)).isEqualTo(10);
    }

    @Test
    void aBackendWhoseCountersBeganAnewCountsFromThen() {
        Span span = Span.between(
                Pools.reading().serving("a", 600).build(),
                Pools.reading().at(1).serving("a", 20).serving("c", 3).build());
        assertThat(span.connects().get("a").made()).isEqualTo(20);
        assertThat(span.connects().get("c").made()).isEqualTo(3);
    }

    @Test
    void p99LiesInsideTheBucketThatHasIt() {
        assertThat(Connects.NONE.p99Micros()).isEmpty();
        assertThat(Pools.connects(100, 7, 0).p99Micros()).hasValue(990);
        assertThat(Pools.connects(98, 0, 2).p99Micros().orElseThrow()).isBetween(374_000L, 376_000L);
        Connects beyond = new Connects(10, 0, java.util.List.of(new Connects.Bucket(1_000, 5)));
        assertThat(beyond.p99Micros()).as("no bucket has it").hasValue(1_000);
        assertThat(Pools.connects(0, 3, 0).p99Micros()).isEqualTo(OptionalLong.empty());
    }

    @Test
    void connectsAddUpAndDiffer() {
        Connects sum = Pools.connects(10, 1, 5).plus(Pools.connects(20, 2, 0));
        assertThat(sum).isEqualTo(Pools.connects(30, 3, 5));
        assertThat(sum.since(Pools.connects(20, 2, 0))).isEqualTo(Pools.connects(10, 1, 5));
        assertThat(Connects.NONE.plus(sum)).isEqualTo(sum);
    }

    @Test
    void nothingInNoTimeIsNoRate() {
        assertThat(Span.EMPTY.perSecond(3)).isZero();
        assertThat(Span.EMPTY.errorPercent()).isCloseTo(0, within(0.0));
    }
}
