package io.tcplb.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.tcplb.it.kit.Await;
import io.tcplb.it.kit.Child;
import io.tcplb.it.kit.Command;
import io.tcplb.it.kit.Conf;
import io.tcplb.it.kit.FreePorts;
import io.tcplb.it.kit.Lab;
import io.tcplb.it.kit.ReadyLine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** {@code bin/lb} in a checkout, with what is shipped beside it. */
class CheckoutIT {
    private static final Duration LONG = Duration.ofMinutes(1);

    /** The contract's, on two busy cores. */
    private static final Duration READY = Duration.ofSeconds(5);

    private static final Path LB = Path.of(System.getProperty("lb.root", ".."), "bin", "lb");

    @RegisterExtension
    final Lab lab = new Lab();

    @Test
    void itSaysItsVersionAndItsHelp() {
        Command version = Command.run(LONG, LB.toString(), "--version");
        assertThat(version.status()).as(version.toString()).isZero();
        assertThat(version.stdout()).containsPattern("\\d+\\.\\d+\\.\\d+").containsPattern("epoll|nio");
        Command help = Command.run(LONG, LB.toString(), "--help");
        assertThat(help.status()).isZero();
        assertThat(help.stdout()).contains("run", "check", "demo");
        assertThat(Command.run(LONG, LB.toString(), "run", "--help").status()).isZero();
    }

    @Test
    void itChecksTheShippedConfiguration() {
        Path conf = LB.getParent().resolveSibling("conf").resolve("lb.conf");
        Command check = Command.run(LONG, LB.toString(), "check", "-c", conf.toString());
        assertThat(check.status()).as(check.toString()).isZero();
    }

    @Test
    void itIsReadySoonAndKeepsAPidFileWhileItIs() throws IOException {
        Path home = lab.directory("home");
        Path pidFile = home.resolve("lb.pid");
        Path file = Files.writeString(
                home.resolve("lb.conf"),
                "metrics.bind = \"127.0.0.1:" + FreePorts.next() + "\"\nadmin.bind = off\n"
                        + Conf.listener("web")
                        + Conf.pool("web", List.of(Conf.backend("a", "127.0.0.1:1"))));
        Command.run(LONG, LB.toString(), "--version"); // builds the class archive if there is none
        Child run = lab.closing(Child.start(
                "run",
                home,
                Map.of(),
                List.of(LB.toString(), "run", "-c", file.toString(), "--pid-file", pidFile.toString())));
        long waited = Await.until(
                "it is ready", READY, () -> ReadyLine.find(run.stdout()).isPresent(), () -> run.tail(20));
        System.out.printf("bin/lb run: ready after %d ms%n", waited / 1_000_000);
        Await.until(
                "the pid file names it",
                READY,
                () -> Files.exists(pidFile) && Files.readString(pidFile).strip().equals(Long.toString(run.pid())));
        run.signal("TERM");
        assertThat(run.waitForExit(LONG)).isZero();
        assertThat(pidFile).doesNotExist();
    }

    @Test
    void theDemoRunsToItsEnd() {
        Command demo = Command.run(LONG, LB.toString(), "demo", "--seconds", "5");
        assertThat(demo.status()).as(demo.toString()).isZero();
        assertThat(demo.stdout()).isNotBlank();
    }
}
