package io.tcplb.server.drill;

import static io.tcplb.server.drill.Drill.Action.NONE;
import static io.tcplb.server.drill.Drill.Action.RESTORE;
import static io.tcplb.server.drill.Drill.Action.TAKE_OUT;
import static org.assertj.core.api.Assertions.assertThat;

import io.tcplb.observe.CloseReason;
import io.tcplb.server.json.JsonFields;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class DrillTest {
    @Test
    void watchesTakesOutBringsBackAndWaits() {
        Drill drill = drill(false);
        assertThat(drill.next(Pools.reading().at(0).build())).isEqualTo(NONE);
        assertThat(drill.progress()).isEmpty();
        assertThat(drill.next(Pools.reading().at(1).build())).isEqualTo(NONE);
        assertThat(drill.progress()).startsWith("watching 1s of 2s");
        assertThat(drill.next(
                        Pools.reading().at(2).serving("a", 20).serving("b", 20).build()))
                .isEqualTo(TAKE_OUT);
        for (int second = 3; second < 12; second++) {
            Reading out = Pools.reading()
                    .at(second)
                    .maint("a", 12 - second)
                    .serving("b", second * 20L)
                    .build();
            assertThat(drill.next(out)).as("second %s", second).isEqualTo(NONE);
            assertThat(drill.progress())
                    .startsWith("out " + (second - 2) + "s of 10s")
                    .contains(", new b ");
        }
        assertThat(drill.next(
                        Pools.reading().at(12).maint("a", 1).serving("b", 240).build()))
                .isEqualTo(RESTORE);
        assertThat(drill.pause()).as("looks more often").isLessThan(Duration.ofSeconds(1));
        assertThat(drill.next(Pools.reading().at(13).waiting("a").build())).isEqualTo(NONE);
        assertThat(drill.phase()).isEqualTo(Drill.Phase.RETURNING);
        assertThat(drill.next(Pools.reading().at(14).build())).isEqualTo(NONE);
        assertThat(drill.phase()).isEqualTo(Drill.Phase.OVER);

        Report report = drill.report();
        assertThat(report.verdict()).isEqualTo(Verdict.PASSED);
        assertThat(report.why()).isEmpty();
        assertThat(report.recoveryNanos()).isEqualTo(2_000_000_000L);
        assertThat(report.sessionsBefore()).isEqualTo(7);
        assertThat(report.sessionsLeft()).isEqualTo(1);
        assertThat(report.shares())
                .containsExactly(new Report.Share("a", 10, 0, 7, 1), new Report.Share("b", 10, 22, 7, 7));
        JsonFields json = JsonFields.parse(ReportJson.of(report));
        assertThat(json.text("verdict")).isEqualTo("passed");
        assertThat(json.object("during").text("connects")).isEqualTo("220");
        assertThat(json.text("recoverySeconds")).isEqualTo("2");
        assertThat(json.objects("backends")).hasSize(2);
    }

    @Test
    void looksEachSecondAndWhenSomethingIsDue() {
        Drill drill = new Drill(new Plan(
                "web",
                "a",
                Duration.ofMillis(1_500),
                Duration.ofMillis(1_200),
                Duration.ofSeconds(20),
                List.of(),
                false));
        drill.next(Pools.reading().at(0).build());
        assertThat(drill.pause()).isEqualTo(Duration.ofSeconds(1));
        drill.next(Pools.reading().at(1).build());
        assertThat(drill.pause()).isEqualTo(Duration.ofMillis(500));
        assertThat(drill.next(Pools.reading().at(2).build())).isEqualTo(TAKE_OUT);
        assertThat(drill.pause()).isEqualTo(Duration.ofSeconds(1));
        drill.next(Pools.reading().at(3).maint("a", 0).build());
        assertThat(drill.pause()).isEqualTo(Duration.ofMillis(200));
    }

    @Test
    void anyConditionEndsIt() {
        Drill drill = out("errors>1%", "held>3");
        Reading bad = Pools.reading()
                .at(4)
                .maint("a", 0)
                .ended(CloseReason.CLIENT_CLOSED, 90)
                .ended(CloseReason.CONNECT_REFUSED, 10)
                .held(2)
                .build();
        assertThat(drill.next(bad)).isEqualTo(RESTORE);
        drill.next(Pools.reading().at(5).build());
        Report report = drill.report();
        assertThat(report.verdict()).isEqualTo(Verdict.ABORTED);
        assertThat(report.why()).isEqualTo("errors 10.0%, 10 of 100 ended sessions (errors>1%)");
        assertThat(report.worst().held()).isEqualTo(2);
        assertThat(report.worst().errorPercent()).isEqualTo(10);
    }

    @Test
    void errorsFromBeforeItAreNotItsDoing() {
        Drill drill = drill(false, "errors>50%");
        drill.next(Pools.reading().at(0).build());
        Reading start = Pools.reading()
                .at(2)
                .ended(CloseReason.BACKEND_RESET, 4)
                .ended(CloseReason.CLIENT_CLOSED, 6)
                .build();
        assertThat(drill.next(start)).isEqualTo(TAKE_OUT);
        for (int second = 3; second < 12; second++) {
            Reading fine = Pools.reading()
                    .at(second)
                    .maint("a", 0)
                    .ended(CloseReason.BACKEND_RESET, 4)
                    .ended(CloseReason.CLIENT_CLOSED, 6 + second)
                    .build();
            assertThat(drill.next(fine)).isEqualTo(NONE);
        }
        assertThat(drill.report().worst().errorPercent()).isZero();
    }

    @Test
    void errorsOfLongAgoAreForgotten() {
        Drill drill = out("errors>50%");
        Reading bad = Pools.reading()
                .at(4)
                .maint("a", 0)
                .ended(CloseReason.BACKEND_RESET, 4)
                .ended(CloseReason.CLIENT_CLOSED, 6)
                .build();
        assertThat(drill.next(bad)).isEqualTo(NONE);
        assertThat(drill.report().worst().errorPercent()).isEqualTo(40);
        for (int second = 5; second < 11; second++) {
            drill.next(Pools.reading()
                    .at(second)
                    .maint("a", 0)
                    .ended(CloseReason.BACKEND_RESET, 4)
                    .ended(CloseReason.CLIENT_CLOSED, 6)
                    .build());
        }
        // 6 of 10 in the last seconds; over the whole drill it would be 10 of 20.
        Reading worse = Pools.reading()
                .at(11)
                .maint("a", 0)
                .ended(CloseReason.BACKEND_RESET, 10)
                .ended(CloseReason.CLIENT_CLOSED, 10)
                .build();
        assertThat(drill.next(worse)).isEqualTo(RESTORE);
    }

    @Test
    void doesNotBeginWhatItWouldHaveToAbort() {
        Drill drill = drill(false, "held>0");
        drill.next(Pools.reading().at(0).build());
        assertThat(drill.next(Pools.reading().at(2).held(1).build())).isEqualTo(NONE);
        assertThat(drill.report().verdict()).isEqualTo(Verdict.REFUSED);
        assertThat(drill.report().why()).isEqualTo("before anything is done: held 1 (held>0)");
        assertThat(drill.report().happened()).isFalse();
    }

    @Test
    void needsSomebodyElseUnlessForced() {
        Reading alone = Pools.reading().waiting("b").build();
        assertThat(refusal(alone)).isEqualTo("nobody else in pool web would serve (--force begins all the same)");
        assertThat(drill(true).next(alone)).isEqualTo(NONE);
        Reading weightless = Pools.reading().without("b").build();
        assertThat(refusal(weightless)).startsWith("nobody else");
        assertThat(refusal(Pools.reading().waiting("a").build())).startsWith("web/a does not serve: down: refused");
        assertThat(refusal(Pools.reading().isolated().build())).startsWith("lb suspects its own network");
        assertThat(refusal(Pools.reading().without("a").build())).isEqualTo("no backend a in pool web");
        assertThat(refusal(null)).isEqualTo("no pool web");
    }

    @Test
    void anOverrideThatIsThereIsNeverTakenAway() {
        Drill forced = drill(true);
        assertThat(forced.next(Pools.reading().maint("a", 0).build())).isEqualTo(NONE);
        assertThat(forced.report().verdict()).isEqualTo(Verdict.REFUSED);
        assertThat(forced.report().why()).contains("web/a is in maint already");
    }

    @Test
    void anotherOperatorWins() {
        Drill drill = out();
        Reading drained = Pools.reading()
                .at(5)
                .server("a", "drain", false, false, "drain", 3, Connects.NONE)
                .build();
        assertThat(drill.next(drained)).as("leaves it as it is").isEqualTo(NONE);
        drill.next(Pools.reading()
                .at(100)
                .server("a", "drain", false, false, "drain", 3, Connects.NONE)
                .build());
        assertThat(drill.report().verdict()).isEqualTo(Verdict.FAILED);
        assertThat(drill.report().why()).isEqualTo("somebody else has made web/a drain");
    }

    @Test
    void anExpiryInTheLastSecondIsNobodysDoing() {
        Drill drill = out();
        assertThat(drill.next(Pools.reading().at(13).build()))
                .as("nothing left to do")
                .isEqualTo(NONE);
        assertThat(drill.next(Pools.reading().at(14).build())).isEqualTo(NONE);
        assertThat(drill.report().verdict()).isEqualTo(Verdict.PASSED);
    }

    @Test
    void aNewLifeOfTheBalancerFailsIt() {
        Drill drill = out();
        drill.next(Pools.reading().at(5).uptime(-5).build());
        assertThat(drill.report().why()).isEqualTo("lb was started anew");
        assertThat(drill.report().verdict()).isEqualTo(Verdict.FAILED);
    }

    @Test
    void failsWhenTheBackendStaysAway() {
        Drill drill = out();
        assertThat(drill.next(Pools.reading().at(12).maint("a", 0).build())).isEqualTo(RESTORE);
        drill.next(Pools.reading().at(31).waiting("a").build());
        assertThat(drill.phase()).isEqualTo(Drill.Phase.RETURNING);
        drill.next(Pools.reading().at(32).waiting("a").build());
        assertThat(drill.phase()).isEqualTo(Drill.Phase.OVER);
        assertThat(drill.report().verdict()).isEqualTo(Verdict.FAILED);
        assertThat(drill.report().why()).isEqualTo("web/a does not serve again: down: refused");
        assertThat(drill.report().recoveryNanos()).isEqualTo(-1);
    }

    @Test
    void anInterruptionBringsItBackOnlyIfItIsOut() {
        Drill watching = drill(false);
        watching.next(Pools.reading().build());
        assertThat(watching.stop(Verdict.INTERRUPTED, "by the operator")).isEqualTo(NONE);
        assertThat(watching.report().happened()).isFalse();

        Drill out = out();
        assertThat(out.stop(Verdict.INTERRUPTED, "by the operator")).isEqualTo(RESTORE);
        assertThat(out.phase()).isEqualTo(Drill.Phase.OVER);
        assertThat(out.report().verdict()).isEqualTo(Verdict.INTERRUPTED);

        Drill returning = out("held>0");
        returning.next(Pools.reading().at(4).maint("a", 0).held(1).build());
        assertThat(returning.stop(Verdict.INTERRUPTED, "by the operator")).isEqualTo(NONE);
        assertThat(returning.report().verdict()).as("had its reason already").isEqualTo(Verdict.ABORTED);
    }

    @Test
    void aRestoreThatFailedWeighsMost() {
        Drill drill = out();
        drill.next(Pools.reading().at(12).maint("a", 0).build());
        drill.restoreFailed("no answer");
        assertThat(drill.phase()).isEqualTo(Drill.Phase.OVER);
        assertThat(drill.report().verdict()).isEqualTo(Verdict.FAILED);
    }

    private static String refusal(@org.jspecify.annotations.Nullable Reading reading) {
        Drill drill = drill(false);
        assertThat(drill.next(reading)).isEqualTo(NONE);
        assertThat(drill.phase()).isEqualTo(Drill.Phase.OVER);
        assertThat(drill.report().verdict()).isEqualTo(Verdict.REFUSED);
        return drill.report().why();
    }

    /** One whose backend was taken out in second 2 and has been out for a second. */
    private static Drill out(String... abortIf) {
        Drill drill = drill(false, abortIf);
        drill.next(Pools.reading().at(0).build());
        assertThat(drill.next(Pools.reading().at(2).build())).isEqualTo(TAKE_OUT);
        assertThat(drill.next(Pools.reading().at(3).maint("a", 5).build())).isEqualTo(NONE);
        return drill;
    }

    private static Drill drill(boolean force, String... abortIf) {
        List<Condition> conditions = Stream.of(abortIf).map(Condition::parse).toList();
        return new Drill(new Plan(
                "web", "a", Duration.ofSeconds(2), Duration.ofSeconds(10), Duration.ofSeconds(20), conditions, force));
    }
}
