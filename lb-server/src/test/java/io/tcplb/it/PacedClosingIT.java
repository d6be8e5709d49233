package io.tcplb.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.tcplb.it.kit.Await;
import io.tcplb.it.kit.Conf;
import io.tcplb.it.kit.HttpLoad;
import io.tcplb.it.kit.Lab;
import io.tcplb.it.kit.LbProcess;
import io.tcplb.it.kit.NginxServer;
import io.tcplb.it.kit.Transport;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Thousands of sessions of a dead backend end at the configured pace, and nobody else feels it. */
class PacedClosingIT {
    private static final Duration NOTICED = Duration.ofSeconds(30);
    private static final int SESSIONS = 2_000;
    private static final int PER_SECOND = 200;

    @RegisterExtension
    final Lab lab = new Lab();

    @ParameterizedTest
    @EnumSource(Transport.class)
    void sessionsOfADeadBackendEndAtThePace(Transport transport) throws Exception {
        NginxServer dying = lab.nginx("dying");
        NginxServer other = lab.nginx("other");
        LbProcess lb = lab.lb(
                transport,
                Conf.listener("full")
                        + Conf.listener("web")
                        + Conf.pool(
                                "full",
                                Conf.backends(dying),
                                Conf.HTTP_CHECK,
                                "on-down { sessions = paced, rate = %d, timeout = 60s }".formatted(PER_SECOND))
                        + Conf.pool("web", Conf.backends(other), Conf.HTTP_CHECK));
        lb.awaitServing("full", NOTICED, "dying");
        lb.awaitServing("web", NOTICED, "other");
        for (int i = 0; i < SESSIONS; i++) {
            lab.closing(SocketChannel.open(lb.address("full")));
        }
        Await.until("every session is there", NOTICED, () -> active(lb) == SESSIONS);
        HttpLoad load = lab.load(lb.address("web"), 200, Set.of("other"));
        load.awaitAnswers(200);

        dying.freeze();
        lb.awaitUp("full", "dying", false, NOTICED);
        long start = System.nanoTime();
        Await.until("half of them have ended", NOTICED, () -> ended(lb) >= SESSIONS / 2);
        long half = System.nanoTime();
        Await.until("all of them have ended", NOTICED, () -> ended(lb) == SESSIONS);
        dying.thaw();

        double seconds = (half - start) / 1e9;
        assertThat(SESSIONS / 2 / seconds)
                .as("sessions ended per second")
                .isBetween(PER_SECOND * 0.7, PER_SECOND * 1.4);
        assertThat(load.finish()).isEmpty();
        assertThat(load.slowest()).as("answers to others").isLessThan(Duration.ofSeconds(1));
    }

    private static long active(LbProcess lb) {
        return lb.metrics().count("lb_backend_sessions_active", "backend", "dying");
    }

    private static long ended(LbProcess lb) {
        return lb.metrics().count("lb_session_end_total", "listener", "full", "reason", "backend_down");
    }
}
