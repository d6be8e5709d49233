package io.tcplb.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.tcplb.it.kit.Await;
import io.tcplb.it.kit.Conf;
import io.tcplb.it.kit.FaultServer;
import io.tcplb.it.kit.Lab;
import io.tcplb.it.kit.LbProcess;
import io.tcplb.it.kit.LongSessions;
import io.tcplb.it.kit.Scorecard;
import io.tcplb.it.kit.Soak;
import io.tcplb.it.kit.Sockets;
import io.tcplb.it.kit.Transport;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** More clients than there are descriptors for. */
@Tag("scorecard")
class DescriptorsIT {
    private static final Duration SOON = Duration.ofSeconds(20);
    private static final int DESCRIPTORS = 256;
    private static final int CLIENTS = 1000;
    private static final int LIVING = 10;

    @RegisterExtension
    final Lab lab = new Lab();

    private LbProcess lb;
    private LongSessions living;

    @ParameterizedTest
    @EnumSource(Transport.class)
    void aReserveIsKeptForProbesAndOperators(Transport transport) throws Exception {
        start(transport, "");
        List<Socket> crowd = crowd();
        long probes = passed();
        long ticks = ticksWhileFull();
        Await.until("probes go on", SOON, () -> passed() > probes + 5);
        assertThat(lb.status("/readyz")).isEqualTo(200);
        assertThat(admin("/v1/status")).contains("\"listeners\"");
        assertThat(lb.metrics().count("lb_backend_up")).isOne();
        assertThat(lb.openDescriptors()).isLessThan(DESCRIPTORS);
        Release release = release(crowd);
        row("6a", "256 descriptors, 1,000 clients; probes, metrics and admin answer", transport, ticks, release);
    }

    /** Told to take more than it can, lb runs into the limit itself, again and again. */
    @ParameterizedTest
    @EnumSource(Transport.class)
    void theLimitItselfHurtsNobody(Transport transport) throws Exception {
        start(transport, "limits.max-sessions = 100000");
        List<Socket> crowd = crowd();
        long ticks = ticksWhileFull();
        Release release = release(crowd);
        row("6b", "the same with a limit of sessions that is too high: EMFILE", transport, ticks, release);
    }

    private void start(Transport transport, String limits) throws IOException {
        FaultServer server = lab.server(FaultServer::echoes);
        lb = lab.launch(
                        transport,
                        List.of("prlimit", "--nofile=" + DESCRIPTORS + ":" + DESCRIPTORS),
                        Conf.listener("x")
                                + Conf.pool(
                                        "x",
                                        List.of(Conf.backend("a", server.address())),
                                        "health-check { interval = 100ms, timeout = 1s, fall = 3 }")
                                + limits)
                .awaitReady();
        lb.awaitUp("x", "a", true, SOON);
        living = lab.closing(LongSessions.start(lb.address("x"), LIVING));
    }

    /** Opens far more connections than lb can take; returns when it takes no more. */
    private List<Socket> crowd() throws Exception {
        List<Socket> crowd = new ArrayList<>();
        InetSocketAddress target = lb.address("x");
        for (int i = 0; i < CLIENTS; i++) {
            crowd.add(lab.closing(Sockets.connect(target)));
        }
        int[] last = {0};
        long[] since = {System.nanoTime()};
        Await.until("lb is full", SOON, () -> {
            int now = lb.openDescriptors();
            if (now > last[0]) {
                last[0] = now;
                since[0] = System.nanoTime();
            }
            return now > DESCRIPTORS / 2
                    && System.nanoTime() - since[0] > Duration.ofSeconds(1).toNanos();
        });
        return crowd;
    }

    /** Returns clock ticks of 10 ms that lb uses in two seconds. */
    private long ticksWhileFull() throws Exception {
        long before = lb.processorTicks();
        Await.always(
                "living sessions are well",
                Soak.pick(Duration.ofSeconds(2), Duration.ofSeconds(60)),
                () -> living.failures().isEmpty());
        return (lb.processorTicks() - before) / Soak.pick(1, 30);
    }

    /** Lets the crowd go; returns after how long the next client is accepted, and after how long a new one is served. */
    private Release release(List<Socket> crowd) throws Exception {
        long before = accepted();
        for (Socket socket : crowd) {
            socket.close();
        }
        long accepts = Await.until("lb accepts again", SOON, () -> accepted() > before, () -> lb.tail(20));
        long serves = Await.until(
                "a new client is served",
                SOON,
                () -> {
                    try (Socket client = Sockets.connect(lb.address("x"))) {
                        client.setSoTimeout(5000);
                        Sockets.send(client, "?");
                        return Sockets.receive(client, 1).equals("?");
                    }
                },
                () -> lb.tail(20));
        living.awaitRounds(2 * LIVING);
        assertThat(living.finish()).isEmpty();
        return new Release(accepts / 1_000_000, (accepts + serves) / 1_000_000);
    }

    private void row(String id, String what, Transport transport, long ticks, Release release) {
        Scorecard.row(
                id,
                what + ", " + transport.key(),
                "no spin (< 50 % of a core), 0 living sessions hurt, accepts again in 2 s",
                "%d %%; %d of %d; %d ms, a new client served after %d ms"
                        .formatted(ticks / 2, living.failures().size(), LIVING, release.accepts, release.serves),
                ticks < 100 && release.accepts < 2000);
    }

    private String admin(String path) throws Exception {
        URI uri = URI.create("http://127.0.0.1:" + lb.address("admin").getPort() + path);
        return HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(uri).timeout(SOON).build(), HttpResponse.BodyHandlers.ofString())
                .body();
    }

    /** In milliseconds. */
    private record Release(long accepts, long serves) {}

    private long accepted() {
        return lb.metrics().count("lb_listener_sessions_total");
    }

    private long passed() {
        return lb.metrics().count("lb_health_checks_total", "result", "pass");
    }
}
