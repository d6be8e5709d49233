package io.tcplb.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.tcplb.it.kit.CodedLoop;
import io.tcplb.it.kit.Conf;
import io.tcplb.it.kit.FaultServer;
import io.tcplb.it.kit.Lab;
import io.tcplb.it.kit.LbProcess;
import io.tcplb.it.kit.Link;
import io.tcplb.it.kit.LinkEnd;
import io.tcplb.it.kit.LongSessions;
import io.tcplb.it.kit.NetworkZone;
import io.tcplb.it.kit.Scorecard;
import io.tcplb.it.kit.Soak;
import io.tcplb.it.kit.Sockets;
import io.tcplb.it.kit.Transport;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Links that lose packets or are gone for a moment, between the clients, lb and its backends. */
@Tag("scorecard")
class BadLinksIT {
    private static final double LOSS = 0.05;
    private static final Duration LONG = Duration.ofMinutes(5);

    @RegisterExtension
    final Lab lab = new Lab();

    private NetworkZone zone;
    private Link toClients;
    private Link toBackend;

    @ParameterizedTest
    @EnumSource(Transport.class)
    void lostPacketsLoseNoByte(Transport transport) throws Exception {
        lay();
        CodedLoop server = lab.closing(CodedLoop.server(toBackend.outside().address()));
        LbProcess lb = start(transport, server.address(), Conf.NO_CHECK);
        List<LinkEnd> ends = List.of(toClients.inside(), toClients.outside(), toBackend.inside(), toBackend.outside());
        int sessions = Soak.pick(4, 16);
        long each = Soak.pick(1L << 20, 64L << 20);
        int done = 0;
        for (LinkEnd end : ends) { // one direction of one link at a time
            end.lose(LOSS);
            try (CodedLoop clients = CodedLoop.client(listener(lb), sessions, each, each)) {
                clients.awaitDone(sessions, LONG);
                done += sessions;
                server.awaitDone(done, LONG);
            }
            end.loseNothing();
        }
        Scorecard.row(
                "9e",
                "5 % of packets lost, one direction of one link at a time, " + transport.key(),
                "0 bytes lost, doubled or moved",
                "0 of %d MiB".formatted((2L * done * each) >> 20),
                true);
    }

    @ParameterizedTest
    @EnumSource(Transport.class)
    void aLinkThatIsGoneForAMomentHarmsNobody(Transport transport) throws Exception {
        lay();
        FaultServer server = lab.server(toBackend.outside().address(), FaultServer::echoes);
        LbProcess lb = start(transport, server.address(), "health-check { interval = 2s, timeout = 1s, fall = 3 }");
        LongSessions sessions = lab.closing(LongSessions.start(listener(lb), 20));
        int flaps = Soak.pick(2, 50);
        for (int i = 0; i < flaps; i++) {
            LinkEnd end = (i & 1) == 0 ? toBackend.outside() : toClients.outside();
            end.down();
            TimeUnit.SECONDS.sleep(1); // how long the link is gone is the fault itself
            end.up();
            sessions.awaitRounds(60);
        }
        List<String> failures = sessions.finish();
        assertThat(failures).isEmpty();
        Scorecard.row(
                "9f",
                "a link gone for 1 s, %d times, %s".formatted(flaps, transport.key()),
                "0 of 20 sessions broken, no failover",
                "%d, %d".formatted(failures.size(), lb.metrics().count("lb_failovers_total")),
                lb.metrics().count("lb_failovers_total") == 0 && lb.metrics().count("lb_backend_up") == 1);
    }

    private void lay() {
        zone = lab.zone(0);
        toClients = zone.link();
        toBackend = zone.link();
    }

    private LbProcess start(Transport transport, String backend, String healthCheck) {
        LbProcess lb = lab.lb(
                transport,
                zone,
                Conf.listenerAt("0.0.0.0", "x") + Conf.pool("x", List.of(Conf.backend("a", backend)), healthCheck));
        lb.awaitUp("x", "a", true, Duration.ofSeconds(10));
        return lb;
    }

    private InetSocketAddress listener(LbProcess lb) {
        return Sockets.literal(toClients.inside().address(), lb.address("x").getPort());
    }
}
