package io.tcplb.server.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** The completion scripts, in the shells that they are for. */
class CompletionTest {
    private final CommandSpec spec = LbCommand.commandLine().getCommandSpec();

    @TempDir
    private Path directory;

    private Path bash;
    private Path lb;

    @BeforeEach
    void write() throws IOException {
        bash = Files.writeString(directory.resolve("lb.bash"), new CompletionScript(spec).bash());
        lb = Files.writeString(directory.resolve("lb"), """
                #!/bin/bash
                echo "$*" >>"${0%/*}/asked"
                case $* in
                  'completion ids pools'*) printf '%s\\n' api web ;;
                  'completion ids backends'*) printf '%s\\n' api/c web/a web/b ;;
                  'completion ids zones'*) printf '%s\\n' z1 z2 ;;
                  *) echo 'lb: no such thing' >&2; exit 2 ;;
                esac
                """);
        assertThat(lb.toFile().setExecutable(true)).isTrue();
    }

    @Test
    void isValidBash() throws Exception {
        assertThat(run("bash", "-n", bash.toString())).isEmpty();
    }

    @Test
    void completesEveryVerbAndEveryOption() throws Exception {
        List<String> paths = new ArrayList<>();
        everyVerb(spec, List.of(), paths);
        assertThat(paths).contains("", "run", "backend drain", "completion zsh").doesNotContain("completion ids");
    }

    @Test
    void completesWhatHasBegun() throws Exception {
        assertThat(bash("ba")).containsExactly("backend");
        assertThat(bash("backend", "d")).containsExactly("drain");
        assertThat(bash("backend", "drain", "web/a", "--f")).containsExactly("--for");
        assertThat(bash("status", "--json", "--w")).containsExactly("--watch");
        assertThat(bash("nonsense", "")).isEmpty();
        assertThat(bash("backend", "drain", "--for", "")).isEmpty();
    }

    @Test
    void asksTheBalancerForNames() throws Exception {
        assertThat(bash("backend", "drain", "")).containsExactly("api/c", "web/a", "web/b");
        assertThat(bash("backend", "weight", "web/")).containsExactly("web/a", "web/b");
        assertThat(bash("backend", "weight", "web/a", "")).isEmpty();
        assertThat(bash("explain", "")).containsExactly("api", "web");
        assertThat(bash("sessions", "--pool", "w")).containsExactly("web");
        assertThat(bash("zone", "evacuate", "--for", "10m", "")).containsExactly("z1", "z2");
        assertThat(bash("--version", "backend", "--help", "maint", "a")).containsExactly("api/c");
    }

    @Test
    void asksTheBalancerThatTheLineNames() throws Exception {
        bash("failback", "--admin", "http://127.0.0.1:7", "--token-file", "t k", "");
        bash("failback", "--admin", "=", "http://127.0.0.1:8", "");
        assertThat(Files.readAllLines(directory.resolve("asked")))
                .containsExactly(
                        "completion ids pools --admin http://127.0.0.1:7 --token-file t k",
                        "completion ids pools --admin http://127.0.0.1:8");
    }

    @Test
    void completesFiles() throws Exception {
        Files.createFile(directory.resolve("my own.conf"));
        assertThat(bash("check", "-c", directory + "/my")).containsExactly(directory + "/my own.conf");
        assertThat(bash("run", "--config", directory + "/my")).containsExactly(directory + "/my own.conf");
        assertThat(bash("simulate", directory + "/my")).containsExactly(directory + "/my own.conf");
    }

    @Test
    void aBalancerThatIsNotThereOffersNothing() throws Exception {
        Files.writeString(lb, "#!/bin/bash\necho 'lb: nobody listens there' >&2\nexit 1\n");
        assertThat(bash("failback", "")).isEmpty();
    }

    @Test
    void worksInZsh() throws Exception {
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/zsh")), "no zsh here");
        Path zsh = Files.writeString(directory.resolve("_lb"), new CompletionScript(spec).zsh());
        assertThat(run("zsh", "-n", zsh.toString())).isEmpty();
        String candidates = "compdef() { :; }; source \"$1\"; shift; _lb_candidates \"$@\"";
        assertThat(run("zsh", "-f", "-c", candidates, "zsh", zsh.toString(), "", lb.toString(), "backend"))
                .contains("drain", "maint", "ready", "weight");
        assertThat(run("zsh", "-f", "-c", candidates, "zsh", zsh.toString(), "", lb.toString(), "backend", "drain"))
                .containsExactly("api/c", "web/a", "web/b");
        assertThat(run("zsh", "-f", "-c", candidates, "zsh", zsh.toString(), "-", lb.toString(), "status"))
                .contains("--json", "--watch", "--admin");
    }

    private void everyVerb(CommandSpec verb, List<String> path, List<String> paths) throws Exception {
        paths.add(String.join(" ", path));
        List<String> options = verb.options().stream()
                .filter(option -> !option.hidden())
                .flatMap(option -> List.of(option.names()).stream())
                .toList();
        assertThat(bash(plus(path, "-"))).as("options of " + path).containsExactlyInAnyOrderElementsOf(options);
        List<String> words = new ArrayList<>();
        for (CommandLine next : verb.subcommands().values()) {
            if (!next.getCommandSpec().usageMessage().hidden()) {
                words.add(next.getCommandName());
                everyVerb(next.getCommandSpec(), List.of(plus(path, next.getCommandName())), paths);
            }
        }
        if (!words.isEmpty()) {
            assertThat(bash(plus(path, ""))).as("verbs of " + path).containsExactlyElementsOf(words);
        }
        for (OptionSpec option : verb.options()) {
            if (option.arity().max() == 0) {
                assertThat(bash(plus(path, option.longestName(), "-")))
                        .as("behind %s", option)
                        .isNotEmpty();
            }
        }
    }

    private static String[] plus(List<String> path, String... more) {
        List<String> words = new ArrayList<>(path);
        words.addAll(List.of(more));
        return words.toArray(String[]::new);
    }

    /** Returns what bash offers for the last of these words, behind {@code lb}. */
    private List<String> bash(String... words) throws Exception {
        String line = "source \"$1\"; shift; COMP_WORDS=(\"$@\"); COMP_CWORD=$(($# - 1)); _lb;"
                + " [ ${#COMPREPLY[@]} = 0 ] || printf '%s\\n' \"${COMPREPLY[@]}\"";
        List<String> command = new ArrayList<>(List.of("bash", "-c", line, "bash", bash.toString(), lb.toString()));
        command.addAll(List.of(words));
        return run(command.toArray(String[]::new));
    }

    /** Returns the lines that a program prints, errors included. */
    private List<String> run(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .start();
        process.getOutputStream().close();
        String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
        return printed.lines().toList();
    }
}
