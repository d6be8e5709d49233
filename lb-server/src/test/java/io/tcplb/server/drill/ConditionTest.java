package io.tcplb.server.drill;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.tcplb.observe.CloseReason;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ConditionTest {
    private static final Span TWO_OF_A_HUNDRED =
            new Span(5, Map.of(CloseReason.CLIENT_CLOSED, 98L, CloseReason.BACKEND_RESET, 2L), Map.of());

    @Test
    void errorsAreAShareOfTheSessionsThatEnded() {
        assertThat(breach("errors>1%", TWO_OF_A_HUNDRED, Pools.reading().build()))
                .isEqualTo("errors 2.0%, 2 of 100 ended sessions (errors>1%)");
        assertThat(breach("errors>2%", TWO_OF_A_HUNDRED, Pools.reading().build()))
                .isNull();
        assertThat(breach("errors > 1.99%", TWO_OF_A_HUNDRED, Pools.reading().build()))
                .isNotNull();
    }

    @Test
    void whatNothingIsKnownOfDoesNotHold() {
        assertThat(breach("errors>0%", Span.EMPTY, Pools.reading().build())).isNull();
        assertThat(breach("errors<50%", Span.EMPTY, Pools.reading().build())).isNull();
        assertThat(breach("p99>1ms", Span.EMPTY, Pools.reading().build())).isNull();
        assertThat(breach("p99<1s", Span.EMPTY, Pools.reading().build())).isNull();
    }

    @Test
    void p99IsOfAllConnects() {
        Span slow = new Span(5, Map.of(), Map.of("a", Pools.connects(50, 0, 50), "b", Pools.connects(50, 0, 0)));
        assertThat(breach("p99>200ms", slow, Pools.reading().build())).startsWith("p99 ");
        assertThat(breach("p99>1s", slow, Pools.reading().build())).isNull();
    }

    @Test
    void countsAreThoseOfNow() {
        Reading now = Pools.reading().held(1).queued(11).eligible(0).build();
        assertThat(breach("held>0", Span.EMPTY, now)).isEqualTo("held 1 (held>0)");
        assertThat(breach("held>1", Span.EMPTY, now)).isNull();
        assertThat(breach("queued>10", Span.EMPTY, now)).isEqualTo("queued 11 (queued>10)");
        assertThat(breach("eligible<1", Span.EMPTY, now)).isEqualTo("eligible 0 (eligible<1)");
        assertThat(breach("eligible<0", Span.EMPTY, now)).isNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "errors",
                "errors>",
                "errors>1",
                "errors>x%",
                "errors>-1%",
                "errors>=1%",
                "error>1%",
                "p99>200",
                "p99>1%",
                "p95>1ms",
                "held>0%",
                "held>one",
                "eligible=1",
                "held>0 or queued>0",
                "errors>1%%"
            })
    void saysWhatItExpects(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Condition.parse(text))
                .withMessage("'" + text + "' is no condition"
                        + " (expected for example errors>1%, p99>200ms, held>0, queued>10 or eligible<1)");
    }

    private static @Nullable String breach(String condition, Span lately, Reading now) {
        return Condition.parse(condition).breach(lately, now);
    }
}
