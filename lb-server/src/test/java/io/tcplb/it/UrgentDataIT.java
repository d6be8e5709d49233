package io.tcplb.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.tcplb.it.kit.Await;
import io.tcplb.it.kit.Conf;
import io.tcplb.it.kit.FaultServer;
import io.tcplb.it.kit.Lab;
import io.tcplb.it.kit.LbProcess;
import io.tcplb.it.kit.Scorecard;
import io.tcplb.it.kit.Sockets;
import io.tcplb.it.kit.Transport;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** TCP's urgent byte, which lb drops as its peers do: the stream around it stays whole, and nothing spins. */
@Tag("scorecard")
class UrgentDataIT {
    private static final int SPINNING = 50;

    @RegisterExtension
    final Lab lab = new Lab();

    @ParameterizedTest
    @EnumSource(Transport.class)
    void anUrgentByteHarmsNothing(Transport transport) throws Exception {
        FaultServer server = lab.closing(FaultServer.manual());
        LbProcess lb = lab.lb(
                transport,
                Conf.listener("x") + Conf.pool("x", List.of(Conf.backend("a", server.address())), Conf.NO_CHECK));
        long ticks;
        try (Socket client = Sockets.connect(lb.address("x"));
                Socket backend = server.take()) {
            urgentInside(client, backend);
            urgentInside(backend, client);
            client.sendUrgentData('!');
            long before = lb.processorTicks();
            Await.always("lb is alive", Duration.ofSeconds(1), lb::isAlive);
            ticks = lb.processorTicks() - before;
            client.shutdownOutput();
            assertThat(Sockets.receiveAll(backend)).isEmpty();
        }
        Scorecard.row(
                "1f",
                "an urgent byte inside a stream, both ways, " + transport.key(),
                "every other byte arrives; idle afterwards",
                "they did; %d ms of processor time in an idle second".formatted(ticks * 10),
                ticks < SPINNING);
    }

    private static void urgentInside(Socket from, Socket to) throws Exception {
        for (int i = 0; i < 100; i++) {
            Sockets.send(from, "before");
            from.sendUrgentData('!');
            Sockets.send(from, "after");
            assertThat(Sockets.receive(to, 11)).isEqualTo("beforeafter");
        }
    }
}
