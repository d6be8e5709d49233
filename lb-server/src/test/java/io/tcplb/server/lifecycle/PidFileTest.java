package io.tcplb.server.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tcplb.control.StartException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PidFileTest {
    @TempDir
    private Path directory;

    @Test
    void replacesWhatACrashLeftAndIsGoneAfterwards() throws IOException {
        Path path = directory.resolve("lb.pid");
        Files.writeString(path, "99999\n");

        PidFile file = PidFile.write(path, 4711);
        assertThat(path).hasContent("4711\n");
        file.remove();

        assertThat(directory).isEmptyDirectory();
    }

    @Test
    void leavesAnotherProcesssFile() throws IOException {
        Path path = directory.resolve("lb.pid");
        PidFile ours = PidFile.write(path, 1);
        PidFile.write(path, 2);

        ours.remove();

        assertThat(path).hasContent("2\n");
    }

    @Test
    void saysBeforehandThatItCannotBeWritten() throws StartException {
        PidFile.requireDirectory(directory.resolve("lb.pid"));
        assertThatThrownBy(() -> PidFile.requireDirectory(directory.resolve("missing/lb.pid")))
                .isInstanceOf(StartException.class)
                .hasMessageContaining("--pid-file");
        assertThatThrownBy(() -> PidFile.requireDirectory(directory)).isInstanceOf(StartException.class);
    }

    @Test
    void failsWithoutLeavingAnything() {
        assertThatThrownBy(() -> PidFile.write(directory.resolve("missing/lb.pid"), 1))
                .isInstanceOf(IOException.class);
        assertThat(directory).isEmptyDirectory();
    }
}
