package io.tcplb.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.tcplb.it.kit.Child;
import io.tcplb.it.kit.Command;
import io.tcplb.it.kit.Conf;
import io.tcplb.it.kit.FreePorts;
import io.tcplb.it.kit.Lab;
import io.tcplb.it.kit.LbProcess;
import io.tcplb.it.kit.NotifySocket;
import io.tcplb.it.kit.Transport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What deploy/stage lays out, run with the commands of lb.service, with a socket in systemd's place. */
class ServiceIT {
    private static final Duration LONG = Duration.ofMinutes(1);
    private static final Path DEPLOY = Path.of(System.getProperty("lb.root", ".."))
            .toAbsolutePath()
            .normalize()
            .resolve("deploy");

    /** Of 10: systemd's own sum over what a unit could still do; "OK" ends at 4. */
    private static final double MOST_EXPOSED = 2.0;

    @RegisterExtension
    final Lab lab = new Lab();

    private Path opt = Path.of("unset");
    private Path etc = Path.of("unset");

    @BeforeEach
    void place() {
        opt = lab.directory("opt");
        etc = lab.directory("etc");
    }

    @Test
    void systemdHearsOfEveryChange() throws IOException {
        stage();
        configure("");
        try (NotifySocket systemd = new NotifySocket(etc.resolve("notify").toString())) {
            Child lb = lab.closing(Child.start(
                    "lb",
                    etc,
                    Map.of("NOTIFY_SOCKET", systemd.address()),
                    List.of(all("ExecStart").get(0).split(" "))));
            assertThat(systemd.next(LONG)).startsWith("READY=1\nSTATUS=web=127.0.0.1:");

            assertThat(reload(lb)).isZero();
            assertThat(systemd.next(LONG)).startsWith("RELOADING=1\nMONOTONIC_USEC=");
            assertThat(systemd.next(LONG)).isEqualTo("READY=1\nSTATUS=configuration version 2");

            configure("nonsense = 1\n");
            assertThat(reload(lb)).as("the check before the signal").isEqualTo(2);
            lb.signal("HUP");
            assertThat(systemd.next(LONG)).startsWith("RELOADING=1\n");
            assertThat(systemd.next(LONG))
                    .startsWith("READY=1\nSTATUS=configuration version 2, the last reload was refused: ")
                    .contains("nonsense");

            lb.signal("TERM");
            assertThat(systemd.next(LONG)).startsWith("STOPPING=1\nEXTEND_TIMEOUT_USEC=17000000\n");
            assertThat(lb.waitForExit(LONG)).isZero();
        }
    }

    @Test
    void aSupervisorThatIsGoneIsNoReasonToFail() throws IOException {
        Path address = lab.directory("run").resolve("notify");
        LbProcess lb;
        try (NotifySocket systemd = new NotifySocket(address.toString())) {
            lb = lab.launch(
                    Transport.EPOLL,
                    List.of("env", "NOTIFY_SOCKET=" + address),
                    Conf.listener("web") + Conf.pool("web", List.of(Conf.backend("a", "127.0.0.1:1"))));
            assertThat(systemd.next(LONG)).startsWith("READY=1\n");
        }
        Files.delete(address);
        lb.hupAndAwait("success");
        lb.term();
        assertThat(lb.waitForExit(LONG)).isZero();
        assertThat(lb.output()).contains("could not be told RELOADING=1", "could not be told STOPPING=1");
    }

    @Test
    void systemdFindsNoFaultInTheUnit() throws IOException {
        assumeTrue(Command.shell(LONG, "command -v systemd-analyze").status() == 0, "no systemd-analyze here");
        stage();
        Path unit = etc.resolve("lb.service");
        Files.writeString(unit, text());
        Command verify = Command.run(LONG, "systemd-analyze", "verify", "--man=no", unit.toString());
        assertThat(verify).isEqualTo(new Command(0, "", ""));
        int threshold = (int) Math.round(MOST_EXPOSED * 10);
        Command security = Command.run(
                LONG,
                "systemd-analyze",
                "security",
                "--no-pager",
                "--offline=true",
                "--threshold=" + threshold,
                unit.toString());
        assertThat(security.status()).as(security.toString()).isZero();
    }

    private void stage() {
        Command.run(LONG, DEPLOY.resolve("stage").toString(), opt.toString()).orFail();
    }

    /** Takes the unit's steps of a reload, in order; returns the first status that is not 0. */
    private int reload(Child lb) throws IOException {
        List<String> steps = all("ExecReload");
        assertThat(steps).hasSize(2);
        for (String step : steps) {
            Command done = Command.run(
                    LONG, step.replace("$MAINPID", Long.toString(lb.pid())).split(" "));
            if (done.status() != 0) {
                return done.status();
            }
        }
        return 0;
    }

    private List<String> all(String key) throws IOException {
        return text().lines()
                .filter(line -> line.startsWith(key + "="))
                .map(line -> line.substring(key.length() + 1))
                .toList();
    }

    /** Returns the unit, with this test's folders in place of the system's. */
    private String text() throws IOException {
        return Files.readString(DEPLOY.resolve("systemd/lb.service"))
                .replace("/opt/lb", opt.toString())
                .replace("/etc/lb/", etc + "/");
    }

    private void configure(String more) throws IOException {
        Files.writeString(
                etc.resolve("lb.conf"),
                "metrics.bind = \"127.0.0.1:0\"\nadmin.bind = off\nshutdown.drain-timeout = 7s\n"
                        + Conf.listener("web")
                        + Conf.pool("web", List.of(Conf.backend("a", "127.0.0.1:" + FreePorts.next())))
                        + more);
    }
}
