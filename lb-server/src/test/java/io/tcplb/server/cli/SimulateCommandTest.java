package io.tcplb.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class SimulateCommandTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @TempDir
    private Path directory;

    private Path lb = Path.of("");
    private Path scenario = Path.of("");

    @BeforeEach
    void files() throws IOException {
        lb = Files.writeString(directory.resolve("lb.conf"), """
                listeners { l { bind = "127.0.0.1:0", pool = web } }
                pools {
                  web { backends = [ { id = a, address = "127.0.0.1:1" } ] }
                  db { backends = [ { id = x, address = "127.0.0.1:2" } ] }
                }
                """);
        scenario = Files.writeString(directory.resolve("s.conf"), "duration = 3s, load = [ { rate = 10 } ]");
    }

    @Test
    void rehearsesEveryPoolOrTheOnesThatAreNamed() {
        assertThat(run("-c", lb.toString(), scenario.toString())).isZero();
        assertThat(out.toString()).contains("pool web: ", "pool db: ");
        out.getBuffer().setLength(0);
        assertThat(run("-c", lb.toString(), "--pool", "db", scenario.toString()))
                .isZero();
        assertThat(out.toString()).contains("pool db: ").doesNotContain("pool web: ");
    }

    @Test
    void jsonHasALineForEachPoolAndSecond() {
        assertThat(run("-c", lb.toString(), "--json", scenario.toString())).isZero();
        assertThat(out.toString().lines()).hasSize(7).allMatch(line -> line.startsWith("{") && line.endsWith("}"));
    }

    @Test
    void whateverIsWrongIsTwoAndSaysWhere() throws IOException {
        assertThat(run("-c", lb.toString())).isEqualTo(2);
        assertThat(run("-c", lb.toString(), "--pool", "nonsense", scenario.toString()))
                .isEqualTo(2);
        assertThat(err.toString()).contains("has no pool nonsense");
        Files.writeString(scenario, "load = [ { rate = 10 } ]\nnonsense = 1\n");
        assertThat(run("-c", lb.toString(), scenario.toString())).isEqualTo(2);
        assertThat(err.toString()).contains(scenario + ":2: nonsense: unknown key");
        Files.writeString(lb, "nonsense = 1");
        assertThat(run("-c", lb.toString(), scenario.toString())).isEqualTo(2);
        assertThat(err.toString()).contains(lb + ":1: nonsense: unknown key");
        assertThat(out.toString()).isEmpty();
    }

    private int run(String... args) {
        CommandLine command = LbCommand.commandLine();
        command.setOut(new PrintWriter(out, true)).setErr(new PrintWriter(err, true));
        String[] all = new String[args.length + 1];
        all[0] = "simulate";
        System.arraycopy(args, 0, all, 1, args.length);
        return command.execute(all);
    }
}
