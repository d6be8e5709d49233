package io.tcplb.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import io.tcplb.it.kit.Dockerfile;
import io.tcplb.it.kit.Dockerfile.Instruction;
import io.tcplb.it.kit.Dockerfile.Stage;
import java.io.IOException;
import java.nio.file.Files;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a Dockerfile has to be, whatever it builds; ImageIT takes its steps. */
class DockerfileTest {
    private Dockerfile file = new Dockerfile(List.of());

    @BeforeEach
    void read() throws IOException {
        file = Dockerfile.read(Checkout.ROOT.resolve("Dockerfile"));
    }

    @Test
    void itBuildsInOneStageAndRunsInAnotherThatHasOnlyARuntime() {
        assertThat(file.stages()).hasSizeGreaterThan(1);
        assertThat(file.finalStage().image()).endsWith("-jre");
        assertThat(file.finalStage().all("RUN"))
                .noneMatch(run -> run.arguments().matches(".*(mvn|apt-get|curl|wget).*"));
    }

    @Test
    void everyImageIsOfOneVersion() {
        assertThat(file.stages()).extracting(Stage::image).allMatch(image -> image.matches("[a-z/-]+:\\d+\\.\\d.*"));
    }

    @Test
    void itRunsAsANumberedUserWithoutRights() {
        Stage last = file.finalStage();
        // Numbers, since Kubernetes' runAsNonRoot cannot tell who a name is.
        assertThat(last.last("USER").arguments()).matches("[1-9]\\d*:[1-9]\\d*");
        List<Instruction> all = last.instructions();
        assertThat(all.subList(all.indexOf(last.last("USER")), all.size()))
                .extracting(Instruction::keyword)
                .doesNotContain("RUN", "COPY", "ADD");
    }

    @Test
    void noShellStandsBetweenSignalsAndTheProgram() {
        Stage last = file.finalStage();
        assertThat(last.last("ENTRYPOINT").isExec()).isTrue();
        assertThat(last.last("ENTRYPOINT").words().get(0)).startsWith("/");
        assertThat(last.last("CMD").isExec()).isTrue();
        assertThat(last.last("STOPSIGNAL").arguments()).isEqualTo("SIGTERM");
    }

    @Test
    void itsHealthIsThatItIsAlive() {
        Instruction check = file.finalStage().last("HEALTHCHECK");
        assertThat(check.command().isExec()).isTrue();
        assertThat(check.arguments()).contains("/healthz").doesNotContain("/readyz");
        assertThat(check.options())
                .extracting(option -> option.replaceAll("=.*", ""))
                .contains("--interval", "--timeout", "--start-period", "--retries");
    }

    @Test
    void everythingCopiedIsThere() {
        Set<String> earlier = new HashSet<>();
        for (Stage stage : file.stages()) {
            for (Instruction copy : stage.all("COPY")) {
                List<String> words = copy.withoutOptions().words();
                List<String> sources = words.subList(0, words.size() - 1);
                if (copy.options().isEmpty()) {
                    assertThat(sources)
                            .as("line " + copy.line())
                            .allMatch(source -> Files.exists(Checkout.ROOT.resolve(source)));
                } else {
                    assertThat(earlier).contains(copy.options().get(0).replace("--from=", ""));
                }
            }
            assertThat(stage.all("ADD")).isEmpty();
            earlier.add(stage.name());
        }
    }
}
