package io.tcplb.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class LbCommandTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @TempDir
    private Path directory;

    @Test
    void versionNamesTheTransport() {
        assertThat(lb("--version")).isZero();
        assertThat(out.toString()).matches("lb \\d+\\.\\d+\\.\\d+ \\((epoll|nio)\\)\\R");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "run",
                "demo",
                "check",
                "simulate",
                "status",
                "events",
                "explain",
                "sessions",
                "backend",
                "zone",
                "failback",
                "reload",
                "drill",
                "completion"
            })
    void everyVerbHasHelp(String verb) {
        assertThat(lb(verb, "--help")).isZero();
        assertThat(out.toString()).contains("Usage: lb " + verb);
    }

    @Test
    void helpListsTheVerbs() {
        assertThat(lb("--help")).isZero();
        assertThat(out.toString()).contains("run", "demo", "check", "simulate", "Exit status");
    }

    @Test
    void printsCompletionForTheShells() {
        assertThat(lb("completion", "bash")).isZero();
        assertThat(out.toString()).contains("complete -F _lb lb");
        assertThat(lb("completion", "zsh")).isZero();
        assertThat(out.toString()).contains("#compdef lb");
        assertThat(lb("completion")).isEqualTo(2);
    }

    @Test
    void badUsageIsTwo() {
        assertThat(lb()).isEqualTo(2);
        assertThat(lb("run", "--nonsense")).isEqualTo(2);
        assertThat(lb("nonsense")).isEqualTo(2);
        assertThat(lb("run", "-c")).isEqualTo(2);
        assertThat(lb("demo", "--seconds", "x")).isEqualTo(2);
        assertThat(lb("demo", "--seconds", "-1")).isEqualTo(2);
        assertThat(out.toString()).isEmpty();
        assertThat(err.toString()).contains("Unknown option: '--nonsense'").doesNotContain("\tat ");
    }

    @Test
    void anInvalidConfigurationIsTwoAndEveryProblemIsPrinted() throws IOException {
        Path file = directory.resolve("lb.conf");
        Files.writeString(file, "nonsense = 1\nlisteners { web { bind = \"x\" } }\n");

        assertThat(lb("run", "-c", file.toString())).isEqualTo(2);
        assertThat(err.toString()).contains(file + ":1: nonsense").contains(file + ":2: listeners.web");
        assertThat(lb("check", "-c", file.toString())).isEqualTo(2);
        assertThat(out.toString()).isEqualTo(err.toString());
    }

    @Test
    void aMissingConfigurationIsTwo() {
        Path missing = directory.resolve("missing.conf");

        assertThat(lb("run", "-c", missing.toString())).isEqualTo(2);
        assertThat(err.toString()).contains(missing.toString()).doesNotContain("\tat ");
    }

    @Test
    void theConfigurationThatCameWithLbIsTheLastResort() throws IOException {
        Path shipped = directory.resolve("conf/lb.conf");
        Files.createDirectories(shipped.getParent());
        Files.writeString(shipped, "");

        assertThat(ConfigOption.usual("")).isEqualTo(Path.of("conf/lb.conf"));
        assertThat(ConfigOption.usual(directory.toString())).isEqualTo(shipped);
        assertThat(ConfigOption.usual(directory.resolve("nowhere").toString())).isEqualTo(Path.of("conf/lb.conf"));
    }

    private int lb(String... args) {
        CommandLine lb = LbCommand.commandLine();
        lb.setOut(new PrintWriter(out, true)).setErr(new PrintWriter(err, true));
        return lb.execute(args);
    }
}
