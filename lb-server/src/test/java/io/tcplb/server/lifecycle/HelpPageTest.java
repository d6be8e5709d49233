package io.tcplb.server.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HelpPageTest {
    @TempDir
    private Path home;

    @Test
    void namesThePageThatCameWithLb() throws IOException {
        assertThat(HelpPage.in("")).hasToString("docs/troubleshooting.md");
        assertThat(HelpPage.in(home.toString())).hasToString("docs/troubleshooting.md");
        Path page = home.resolve("docs/troubleshooting.md");
        Files.createDirectories(page.getParent());
        Files.createFile(page);
        assertThat(HelpPage.in(home.toString())).isEqualTo(page);
    }

    @Test
    void thePageIsThere() {
        assertThat(Path.of("..").resolve(HelpPage.in(""))).exists();
    }
}
