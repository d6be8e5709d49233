package io.tcplb.bench.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ChartsTest {
    @TempDir
    Path directory;

    @Test
    void redrawsTheChartsOfAFile() throws IOException {
        Results results = new Results();
        results.add("bulk-up", Metric.higher("bulk", "Gbit/s", 1), Party.LB, 9);
        results.add("kill", Metric.lower("lost", "requests", 0), Party.LB, 0);
        Recording recording = new Recording("", "", 1, 1, 1, Map.of(), List.of(), List.of(), results);
        Files.writeString(directory.resolve("run.json"), RecordingJson.write(recording));

        Charts.redraw(List.of("run.json", "--out", "pictures/new"), directory);

        assertThat(directory.resolve("pictures/new"))
                .isDirectoryContaining("glob:**/run-bulk.svg")
                .isDirectoryContaining("glob:**/run-kill.svg");
    }

    @Test
    void refusesAnythingElse() {
        for (List<String> args : List.of(
                List.<String>of(), List.of("run.md"), List.of("run.json", "pictures"), List.of("run.json", "--out"))) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> Charts.redraw(args, directory))
                    .withMessageStartingWith("usage: bin/bench");
        }
    }
}
