package io.tcplb.server.timeline;

import static org.assertj.core.api.Assertions.assertThat;

import io.tcplb.observe.Transition;
import io.tcplb.observe.Transition.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class TimelineTest {
    private final AtomicLong wall = new AtomicLong(1_769_860_800_000L);
    private final Timeline timeline = new Timeline(wall::get, 4);

    @Test
    void numbersAndDatesWhatHappens() {
        timeline.record(to("a"));
        wall.addAndGet(7);
        timeline.record(to("b"));

        List<Event> events = timeline.after(0, 10);
        assertThat(events).extracting(Event::seq).containsExactly(1L, 2L);
        assertThat(EventJson.of(events.get(1)))
                .isEqualTo(
                        "{\"seq\":2,\"time\":\"2026-01-31T12:00:00.007Z\",\"kind\":\"health\",\"pool\":\"web\","
                                + "\"backend\":\"a\",\"from\":\"up\",\"to\":\"b\",\"cause\":\"why \\\"so\\\"\",\"sessions\":3}");
    }

    @Test
    void keepsTheLatestOnly() {
        for (int i = 1; i <= 1_000; i++) {
            timeline.record(to("event " + i));
        }
        assertThat(seqs(0, 10)).containsExactly(997L, 998L, 999L, 1_000L);
        assertThat(timeline.newest()).isEqualTo(1_000);
        assertThat(Timeline.KEPT).isEqualTo(10_000);
    }

    @Test
    void goesOnAfterWhatIsKnown() {
        for (int i = 1; i <= 6; i++) {
            timeline.record(to("event " + i));
        }
        assertThat(seqs(4, 10)).containsExactly(5L, 6L);
        assertThat(seqs(6, 10)).isEmpty();
        assertThat(seqs(1, 2)).as("the oldest two that are kept").containsExactly(3L, 4L);
        assertThat(seqs(7_000, 10)).as("known from another life").containsExactly(3L, 4L, 5L, 6L);
    }

    @Test
    void tellsWhoListensUntilItIsForgotten() {
        List<String> told = new ArrayList<>();
        Runnable listener = () -> told.add(
                timeline.after(timeline.newest() - 1, 1).get(0).transition().to());
        timeline.listen(listener);
        timeline.record(to("x"));
        timeline.forget(listener);
        timeline.record(to("y"));

        assertThat(told).containsExactly("x");
    }

    @Test
    void losesAndDoublesNothingUnderManyWriters() throws InterruptedException {
        Timeline large = new Timeline(wall::get, 4_000);
        CountDownLatch done = new CountDownLatch(4);
        for (int writer = 0; writer < 4; writer++) {
            new Thread(() -> {
                        for (int i = 0; i < 1_000; i++) {
                            large.record(to("x"));
                        }
                        done.countDown();
                    })
                    .start();
        }
        done.await();
        List<Event> all = large.after(0, 5_000);
        assertThat(all).hasSize(4_000);
        for (int i = 0; i < all.size(); i++) {
            assertThat(all.get(i).seq()).isEqualTo(i + 1);
        }
    }

    private List<Long> seqs(long after, int max) {
        return timeline.after(after, max).stream().map(Event::seq).toList();
    }

    private static Transition to(String to) {
        return new Transition(Kind.HEALTH, "web", "a", "up", to, "why \"so\"", 3);
    }
}
