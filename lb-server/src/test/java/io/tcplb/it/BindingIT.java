package io.tcplb.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.tcplb.it.kit.Command;
import io.tcplb.it.kit.Conf;
import io.tcplb.it.kit.FaultServer;
import io.tcplb.it.kit.Lab;
import io.tcplb.it.kit.LbProcess;
import io.tcplb.it.kit.NginxServer;
import io.tcplb.it.kit.ReadyLine;
import io.tcplb.it.kit.Sockets;
import io.tcplb.it.kit.Transport;
import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Where lb listens, and what it says when it cannot. */
class BindingIT {
    private static final Duration SOON = Duration.ofSeconds(20);

    @RegisterExtension
    final Lab lab = new Lab();

    @ParameterizedTest
    @EnumSource(Transport.class)
    void oneListenerOnSeveralAddresses(Transport transport) throws Exception {
        NginxServer nginx = lab.nginx("a");
        Path socket = lab.directory("s").resolve("lb.sock");
        boolean unix = transport == Transport.EPOLL;
        String binds = "\"127.0.0.1:0\", \"[::1]:0\"" + (unix ? ", \"unix:" + socket + "\"" : "");
        LbProcess lb = lab.lb(
                transport,
                "listeners.web { bind = [" + binds + "], pool = web }\n"
                        + Conf.pool("web", Conf.backends(nginx), Conf.NO_CHECK));

        List<InetSocketAddress> addresses = lb.addresses("web");
        assertThat(addresses).hasSize(2);
        assertThat(addresses.get(1).getAddress()).isInstanceOf(Inet6Address.class);
        for (InetSocketAddress address : addresses) {
            assertThat(Sockets.get(address, "/")).isEqualTo("a");
        }
        if (unix) {
            assertThat(overUnixSocket(socket)).isEqualTo(new Command(0, "a\n", ""));
        }
    }

    @ParameterizedTest
    @EnumSource(Transport.class)
    void aUnixSocketIsGoneAfterwardsAndAStaleOneIsNoObstacle(Transport transport) throws Exception {
        NginxServer nginx = lab.nginx("a");
        Path socket = lab.directory("s").resolve("lb.sock");
        String configuration = "listeners.web { bind = \"unix:" + socket + "\", pool = web }\n"
                + Conf.pool("web", Conf.backends(nginx), Conf.NO_CHECK);
        LbProcess killed = lab.lb(transport, configuration);
        killed.signal("KILL");
        killed.waitForExit(SOON);
        lab.forget(killed);
        assertThat(socket).exists();

        LbProcess next = lab.lb(transport, configuration);
        assertThat(overUnixSocket(socket)).isEqualTo(new Command(0, "a\n", ""));
        next.term();
        assertThat(next.waitForExit(SOON)).isZero();
        assertThat(socket).doesNotExist();
    }

    @ParameterizedTest
    @EnumSource(Transport.class)
    void anAddressThatIsTakenNamesTheListener(Transport transport) throws Exception {
        FaultServer holder = lab.server(FaultServer::echoes);
        assertRefusesToStart(transport, holder.address(), holder.address());
    }

    @ParameterizedTest
    @EnumSource(Transport.class)
    void anAddressThatIsNotOursNamesTheListener(Transport transport) {
        assertRefusesToStart(transport, "192.0.2.1:8080", "192.0.2.1:8080");
    }

    private void assertRefusesToStart(Transport transport, String bind, String named) {
        LbProcess lb = lab.launch(
                transport,
                List.of(),
                "listeners.front { bind = \"" + bind + "\", pool = web }\n"
                        + Conf.pool("web", List.of(Conf.backend("a", "127.0.0.1:1"))));
        lab.forget(lb);
        assertThat(lb.waitForExit(SOON)).isEqualTo(1);
        assertThat(lb.output()).contains("front").contains(named).doesNotContain("\tat ");
        assertThat(ReadyLine.find(lb.stdout())).isEmpty();
    }

    private static Command overUnixSocket(Path socket) throws IOException {
        assertThat(Files.exists(socket)).isTrue();
        return Command.run(SOON, "curl", "-sS", "--unix-socket", socket.toString(), "http://it/");
    }
}
