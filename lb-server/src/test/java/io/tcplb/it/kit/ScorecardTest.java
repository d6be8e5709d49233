package io.tcplb.it.kit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ScorecardTest {
    @TempDir
    private Path directory;

    @Test
    void writesEachFigureOnceWithTheNameOfItsTest() throws IOException {
        Scorecard.row(directory, List.of("0", "a sum", "2", "3\nor so", "OK"));
        Scorecard.row(directory, List.of("0", "a sum", "2", "2 | or so", "OK"));
        Scorecard.row(directory, List.of("0", "a difference", "0", "0", "OK"));
        assertThat(rows())
                .containsExactlyInAnyOrder(
                        "0\ta sum\t2\t2 \\| or so\tOK\tScorecardTest.writesEachFigureOnceWithTheNameOfItsTest\n",
                        "0\ta difference\t0\t0\tOK\tScorecardTest.writesEachFigureOnceWithTheNameOfItsTest\n");
    }

    @Test
    void aFigureThatMissesItsTargetFailsTheTest() {
        assertThatThrownBy(() -> Scorecard.check("a sum", "2", "3", false)).hasMessage("a sum: 3 (expected 2)");
        Scorecard.check("a sum", "2", "2", true);
    }

    private List<String> rows() throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.map(Child::read).toList();
        }
    }
}
