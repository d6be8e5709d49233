package io.tcplb.server.metrics;

import io.tcplb.observe.BackendStatus;
import io.tcplb.observe.CloseReason;
import io.tcplb.observe.Histogram;
import io.tcplb.observe.LbStatus;
import io.tcplb.observe.ListenerStatus;
import io.tcplb.observe.PoolStatus;
import io.tcplb.spec.AdminState;
import java.util.List;
import java.util.Map;

/** A small balancer's status for tests. */
public final class Statuses {
    private Statuses() {}

    public static LbStatus small() {
        Histogram sessions = new Histogram(1_000_000_000L);
        sessions.record(500_000_000L);
        sessions.record(2_000_000_000L);
        Histogram connects = new Histogram(100_000, 1_000_000);
        connects.record(250_000);
        ListenerStatus web = new ListenerStatus(
                "web",
                List.of("127.0.0.1:8080"),
                "web",
                List.of("mail"),
                3,
                100,
                Map.of("listener_full", 7L),
                Map.of(CloseReason.CLIENT_CLOSED, 97L),
                sessions.read());
        BackendStatus a = new BackendStatus(
                "a",
                "10.0.0.1:80",
                "10.0.0.1:80",
                0,
                "",
                5,
                5,
                0,
                "up",
                AdminState.READY,
                false,
                true,
                true,
                "",
                3,
                90,
                1_000,
                12_345_678_901L,
                Map.of("refused", 2L),
                Map.of("pass", 40L, "fail", 1L),
                connects.read());
        PoolStatus pool = new PoolStatus(
                "web",
                "round-robin",
                0,
                "ok",
                1,
                4,
                5,
                Map.of("health", 1L),
                2,
                Map.of("reset", 6L),
                List.of(),
                List.of(a));
        return new LbStatus(60, 3, true, "epoll", List.of(web), List.of(pool), List.of(1_500_000L, 0L));
    }
}
