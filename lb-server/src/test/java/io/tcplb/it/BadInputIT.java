package io.tcplb.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.tcplb.it.kit.Await;
import io.tcplb.it.kit.Command;
import io.tcplb.it.kit.Conf;
import io.tcplb.it.kit.Lab;
import io.tcplb.it.kit.LbProcess;
import io.tcplb.it.kit.NginxServer;
import io.tcplb.it.kit.Sockets;
import io.tcplb.it.kit.Transport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Configurations that are wrong, and what becomes of the running one. */
class BadInputIT {
    private static final Duration SOON = Duration.ofSeconds(20);
    private static final String GOOD = """
            listeners {
              web { bind = "127.0.0.1:0", pool = web }
            }
            pools {
              web { backends = [ { id = a, address = "127.0.0.1:1" } ] }
            }
            """;

    @RegisterExtension
    final Lab lab = new Lab();

    @Test
    void checkAcceptsWhatIsRight() throws IOException {
        Path file = write(GOOD);
        Command check = lb("check", "-c", file.toString());
        assertThat(check.status()).as(check.toString()).isZero();
    }

    @Test
    void checkReportsEveryProblemWithItsLine() throws IOException {
        Path file = write("""
                listeners {
                  web { bind = "127.0.0.1:99999", pool = nowhere }
                }
                pools {
                  web {
                    algoritm = round-robin
                    backends = [ { id = a, address = "127.0.0.1:1", weight = -1 } ]
                    health-check.interval = soon
                  }
                }
                """);
        Command check = lb("check", "-c", file.toString());
        assertThat(check.status()).isEqualTo(2);
        List<String> said = check.stdout().isEmpty()
                ? check.stderr().lines().toList()
                : check.stdout().lines().toList();
        assertThat(said).allSatisfy(line -> assertThat(line).startsWith(file + ":"));
        assertThat(said).anyMatch(line -> line.startsWith(file + ":2: ") && line.contains("bind"));
        assertThat(said).anyMatch(line -> line.startsWith(file + ":2: ") && line.contains("nowhere"));
        assertThat(said).anyMatch(line -> line.startsWith(file + ":6: ") && line.contains("algorithm"));
        assertThat(said).anyMatch(line -> line.startsWith(file + ":7: ") && line.contains("weight"));
        assertThat(said).anyMatch(line -> line.startsWith(file + ":8: ") && line.contains("interval"));
        assertThat(said).hasSize(5);
    }

    @Test
    void everyTruncationIsRefusedByNameAndWithoutACrash() throws IOException {
        for (int length : new int[] {20, 60, 90, GOOD.length() - 3}) {
            Path file = write(GOOD.substring(0, length));
            Command run = lb("run", "-c", file.toString());
            assertThat(run.status()).as(run.toString()).isEqualTo(2);
            assertThat(run.stdout() + run.stderr()).contains(file + ":").doesNotContain("\tat ");
        }
    }

    @Test
    void aMissingFileAndAMisspeltOptionAreBadUsage() {
        Command missing = lb("run", "-c", "/nonexistent/lb.conf");
        assertThat(missing.status()).isEqualTo(2);
        assertThat(missing.stdout() + missing.stderr()).contains("/nonexistent/lb.conf");
        assertThat(lb("run", "--konfig", "x").status()).isEqualTo(2);
        assertThat(lb("fly").status()).isEqualTo(2);
    }

    @Test
    void aBrokenReloadLeavesTheRunningConfigurationAlone() throws Exception {
        NginxServer nginx = lab.nginx("a");
        LbProcess lb =
                lab.lb(Transport.EPOLL, Conf.listener("web") + Conf.pool("web", Conf.backends(nginx), Conf.NO_CHECK));
        List<String> broken = List.of("", "listeners {", "\0\1\2", GOOD + "listeners.web.bind = 7\n");
        for (String text : broken) {
            lb.configureRaw(text);
            lb.hupAndAwait("failure");
            assertThat(Sockets.get(lb.address("web"), "/")).isEqualTo("a");
        }
        Files.delete(lb.configFile());
        lb.hupAndAwait("failure");
        assertThat(Sockets.get(lb.address("web"), "/")).isEqualTo("a");
        assertThat(lb.metrics().count("lb_config_version")).isOne();
        Await.until("it is said", SOON, () -> lb.output().contains(lb.configFile() + ":"), () -> lb.tail(20));
    }

    @Test
    void aReloadWhoseListenerCannotBeBoundChangesNothing() throws Exception {
        NginxServer a = lab.nginx("a");
        NginxServer b = lab.nginx("b");
        LbProcess lb =
                lab.lb(Transport.EPOLL, Conf.listener("web") + Conf.pool("web", Conf.backends(a), Conf.NO_CHECK));
        lb.configure(Conf.listener("web")
                + "listeners.taken { bind = \"" + a.address() + "\", pool = web }\n"
                + Conf.pool("web", Conf.backends(b), Conf.NO_CHECK));
        lb.hupAndAwait("failure");
        assertThat(Sockets.get(lb.address("web"), "/")).isEqualTo("a");
        Await.until("it is said", SOON, () -> lb.output().contains("taken"), () -> lb.tail(20));
    }

    @Test
    void aNameThatDoesNotResolveIsDownForAReasonAndNoObstacle() throws Exception {
        NginxServer nginx = lab.nginx("a");
        LbProcess lb = lab.lb(
                Transport.EPOLL,
                Conf.listener("web")
                        + Conf.pool(
                                "web",
                                List.of(
                                        Conf.backend("ghost", "no-such-host.invalid:80"),
                                        Conf.backend("a", nginx.address())),
                                Conf.HTTP_CHECK));
        lb.awaitServing("web", SOON, "a");
        for (int i = 0; i < 6; i++) {
            assertThat(Sockets.get(lb.address("web"), "/")).isEqualTo("a");
        }
        assertThat(lb.metrics().count("lb_backend_up", "backend", "ghost")).isZero();
        Await.until("it is said", SOON, () -> lb.output().contains("no-such-host.invalid"), () -> lb.tail(20));
    }

    private Path write(String text) throws IOException {
        return Files.writeString(lab.directory("conf").resolve("bad.conf"), text);
    }

    private static Command lb(String... arguments) {
        List<String> command = new ArrayList<>(LbProcess.command());
        Stream.of(arguments).forEach(command::add);
        return Command.run(SOON, command.toArray(String[]::new));
    }
}
