package io.tcplb.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.tcplb.it.kit.Await;
import io.tcplb.it.kit.Conf;
import io.tcplb.it.kit.HttpLoad;
import io.tcplb.it.kit.Lab;
import io.tcplb.it.kit.LbProcess;
import io.tcplb.it.kit.NginxServer;
import io.tcplb.it.kit.Sockets;
import io.tcplb.it.kit.Transport;
import java.io.IOException;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Servers that hang or die after the connect: with replay their clients see a delay, not a failure. */
class ReplayIT {
    private static final Duration NOTICED = Duration.ofSeconds(20);
    private static final byte[] SSL_REQUEST = HexFormat.of().parseHex("0000000804d2162f");

    @RegisterExtension
    final Lab lab = new Lab();

    @ParameterizedTest
    @EnumSource(Transport.class)
    void aHungServerFailsNobodyAndDelaysNobodyBeyondASecond(Transport transport) throws Exception {
        List<NginxServer> servers = List.of(lab.nginx("a"), lab.nginx("b"), lab.nginx("c"));
        LbProcess lb = lab.lb(
                transport,
                Conf.listener("web")
                        + Conf.pool(
                                "web",
                                Conf.backends(servers.toArray(NginxServer[]::new)),
                                "health-check { type = tcp, interval = 1s, timeout = 1s }",
                                "passive { first-byte-timeout = 500ms, action = eject, eject-for = 3s }",
                                "replay.mode = always"));
        lb.awaitServing("web", NOTICED, "a", "b", "c");
        HttpLoad load = lab.load(lb.address("web"), 400, Set.of("a", "b", "c"));
        load.awaitAnswers(800);

        servers.get(1).freeze();
        lb.awaitServing("web", NOTICED, "a", "c");
        load.awaitAnswers(2_400); // long enough to be tried once more, and to be found silent once more
        servers.get(1).thaw();
        lb.awaitServing("web", NOTICED, "a", "b", "c");
        load.awaitAnswers(400);

        assertThat(load.finish()).isEmpty();
        assertThat(load.slowest()).isLessThan(Duration.ofSeconds(1));
        assertThat(lb.metrics().count("lb_backend_up", "backend", "b"))
                .as("what a TCP check sees")
                .isEqualTo(1);
    }

    @ParameterizedTest
    @EnumSource(Transport.class)
    void clientsOfAKilledServerThatHadSaidNothingWithEffectAreServed(Transport transport) throws Exception {
        NginxServer victim = lab.nginx("victim");
        NginxServer heir = lab.nginx("heir");
        LbProcess lb = lab.lb(transport, safe(victim, heir));
        lb.awaitServing("web", NOTICED, "victim", "heir");
        victim.freeze(); // it accepts, as its kernel does for it, and answers nobody

        List<Socket> clients = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            Socket client = Sockets.connect(lb.address("web"));
            client.setSoTimeout(20_000);
            client.getOutputStream().write(i % 2 == 0 ? SSL_REQUEST : clientHello());
            clients.add(client);
        }
        Await.until("every client has a server", NOTICED, () -> lb.metrics().count("lb_backend_sessions_total") >= 20);
        long unlucky = lb.metrics().count("lb_backend_sessions_active", "backend", "victim");
        assertThat(unlucky).isPositive();
        victim.kill();
        for (Socket client : clients) {
            // This nginx speaks neither PostgreSQL nor TLS: what matters is that somebody answers at all.
            assertThat(client.getInputStream().read()).as("first answer byte").isNotEqualTo(-1);
            client.close();
        }
        assertThat(lb.metrics().count("lb_reroutes_total")).isGreaterThanOrEqualTo(unlucky);
    }

    @ParameterizedTest
    @EnumSource(Transport.class)
    void aRequestIsNeverReplayedWithSafe(Transport transport) throws Exception {
        NginxServer victim = lab.nginx("victim");
        NginxServer heir = lab.nginx("heir");
        LbProcess lb = lab.lb(transport, safe(victim, heir));
        lb.awaitServing("web", NOTICED, "victim", "heir");
        victim.freeze();

        List<Socket> clients = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            Socket client = Sockets.connect(lb.address("web"));
            client.setSoTimeout(20_000);
            Sockets.send(client, "GET / HTTP/1.0\r\n\r\n");
            clients.add(client);
        }
        Await.until(
                "the heir has answered its own",
                NOTICED,
                () -> heir.served() > 0
                        && heir.served() + lb.metrics().count("lb_backend_sessions_active", "backend", "victim") == 20);
        long own = heir.served();
        victim.kill();
        int failed = 0;
        for (Socket client : clients) {
            failed += fails(client) ? 1 : 0;
        }
        assertThat(failed).isEqualTo((int) (20 - own));
        assertThat(heir.served()).as("requests of the heir").isEqualTo(own);
    }

    /** What a TLS client says first. */
    private static byte[] clientHello() throws Exception {
        SSLEngine engine = SSLContext.getDefault().createSSLEngine("example.test", 443);
        engine.setUseClientMode(true);
        ByteBuffer out = ByteBuffer.allocate(engine.getSession().getPacketBufferSize());
        engine.wrap(ByteBuffer.allocate(0), out);
        return Arrays.copyOf(out.array(), out.position());
    }

    private static boolean fails(Socket client) throws IOException {
        try (client) {
            return client.getInputStream().readAllBytes().length == 0;
        } catch (java.net.SocketException reset) {
            return true;
        }
    }

    private static String safe(NginxServer victim, NginxServer heir) {
        return Conf.listener("web")
                + Conf.pool("web", Conf.backends(victim, heir), Conf.NO_CHECK, "replay.mode = safe");
    }
}
