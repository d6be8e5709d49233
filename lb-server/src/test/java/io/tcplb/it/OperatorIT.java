package io.tcplb.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.tcplb.it.kit.Await;
import io.tcplb.it.kit.Child;
import io.tcplb.it.kit.Command;
import io.tcplb.it.kit.Conf;
import io.tcplb.it.kit.Lab;
import io.tcplb.it.kit.LbProcess;
import io.tcplb.it.kit.NginxServer;
import io.tcplb.it.kit.Sockets;
import io.tcplb.it.kit.Transport;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What an operator sees on a terminal, made by {@code script}, and in a pipe; and what a reload would touch. */
class OperatorIT {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String ESCAPE = "\033[";
    private static final String ENTER = "\033[?1049h";
    private static final String LEAVE = "\033[?1049l";

    @RegisterExtension
    final Lab lab = new Lab();

    private NginxServer a;
    private NginxServer b;
    private LbProcess lb;

    @BeforeEach
    void start() {
        a = lab.nginx("a");
        b = lab.nginx("b");
        lb = lab.lb(Transport.EPOLL, both());
        lb.awaitServing("web", PATIENCE, "a", "b");
    }

    private String both() {
        return Conf.listener("web") + Conf.pool("web", Conf.backends(a, b), Conf.HTTP_CHECK);
    }

    @Test
    void coloursAreForTerminalsOnly() throws Exception {
        assertThat(onTerminal("xterm", "", "status", "true")).contains("\033[32mserving\033[0m");
        assertThat(onTerminal("xterm", "1", "status", "true"))
                .contains("serving")
                .doesNotContain(ESCAPE);
        Command piped = Command.shell(PATIENCE, "TERM=xterm " + quoted(command("status")) + " | cat");
        assertThat(piped.stdout()).contains("serving").doesNotContain(ESCAPE);
    }

    @Test
    void watchRedrawsInPlaceUntilQ() throws Exception {
        // Twice the pool: it has been drawn again. The key comes from the other end of the terminal.
        String twice = "until [ $(tr '\\r' '\\n' <typescript | grep -c 'POOL') -ge 2 ]; do sleep 0.1; done; printf q";
        String seen = onTerminal("xterm", "", "status --watch", twice);
        assertThat(seen).contains(ENTER, "q ends", "\033[H").doesNotContain("\033[2J");
        assertThat(seen.lastIndexOf(LEAVE)).as("leaves the screen as it was").isGreaterThan(seen.lastIndexOf("POOL"));
    }

    @Test
    void watchEndsWithCtrlCAndLeavesTheScreenAsItWas() throws Exception {
        String seen = onTerminal(
                "xterm", "", "status --watch", "until grep -q 'POOL' typescript; do sleep 0.1; done; printf '\\003'");
        assertThat(seen.lastIndexOf(LEAVE)).isGreaterThan(seen.lastIndexOf("POOL"));
    }

    @Test
    void watchInAPipeIsPlainLines() throws Exception {
        Path directory = lab.directory("piped");
        Child watching = lab.closing(Child.start("watch", directory, Map.of(), command("status --watch")));
        Await.until("it is shown again", PATIENCE, () -> watching.stdout().split("POOL web", -1).length > 2);
        assertThat(watching.stdout()).doesNotContain(ESCAPE);
    }

    @Test
    void aDryRunSaysHowManySessionsItWouldTouch() throws Exception {
        for (int i = 0; i < 4; i++) {
            lab.closing(Sockets.connect(lb.address("web")));
        }
        Await.until(
                "two sessions on each",
                PATIENCE,
                () -> lb.metrics().count("lb_backend_sessions_active", "backend", "b") == 2);
        lb.configure(Conf.listener("web") + Conf.pool("web", Conf.backends(a), Conf.HTTP_CHECK));

        Command dry = Command.run(PATIENCE, command("reload --dry-run").toArray(String[]::new));
        assertThat(dry.stdout().lines())
                .containsExactly(
                        "backend web/b removed (2 sessions, on-remove drain)",
                        "2 sessions are on backends that would go");
        assertThat(dry.status()).isZero();
        lb.awaitServing("web", PATIENCE, "a", "b");

        Command wet = Command.run(PATIENCE, command("reload").toArray(String[]::new));
        assertThat(wet.stdout()).contains("backend web/b removed (2 sessions, on-remove drain)", "configuration 2");
        lb.awaitServing("web", PATIENCE, "a");
    }

    /**
     * Runs a verb on a terminal and returns everything that was written to it.
     *
     * @param keys shell commands whose output is typed
     */
    private String onTerminal(String term, String noColor, String verb, String keys) throws Exception {
        Path directory = lab.directory("terminal");
        Path typescript = directory.resolve("typescript");
        Files.writeString(typescript, "");
        // exec, or a shell that stays between (dash does) dies of the Ctrl-C and its status hides that of lb.
        String script = "cd '%s'; { %s; } | script -qefc \"exec %s\" typescript >/dev/null"
                .formatted(directory, keys, quoted(command(verb)));
        Command run = Command.run(
                PATIENCE, Map.of("TERM", term, "NO_COLOR", noColor), "bash", "-c", "set -o pipefail; " + script);
        String seen = Files.readString(typescript);
        assertThat(run.status()).as(seen + run.stderr()).isZero();
        return seen;
    }

    private static String quoted(List<String> command) {
        return "'" + String.join("' '", command) + "'";
    }

    private List<String> command(String verb) {
        List<String> command = new ArrayList<>(List.of("env", "--default-signal=INT"));
        command.addAll(LbProcess.command());
        command.addAll(List.of(verb.split(" ")));
        command.addAll(
                List.of("--admin", "http://127.0.0.1:" + lb.address("admin").getPort()));
        return command;
    }
}
