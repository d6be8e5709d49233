package io.tcplb.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class PlainRunTest {
    @Test
    void understandsThePlainSpelling() {
        Path usual = ConfigOption.path(null);

        assertThat(PlainRun.parse(List.of("run"))).isEqualTo(new PlainRun(usual, null));
        assertThat(PlainRun.parse(List.of("run", "-c", "f"))).isEqualTo(new PlainRun(Path.of("f"), null));
        assertThat(PlainRun.parse(List.of("run", "--pid-file", "p", "--config", "f")))
                .isEqualTo(new PlainRun(Path.of("f"), Path.of("p")));
    }

    @Test
    void leavesEverythingElseToPicocli() {
        assertThat(PlainRun.parse(List.of())).isNull();
        assertThat(PlainRun.parse(List.of("check", "-c", "f"))).isNull();
        assertThat(PlainRun.parse(List.of("run", "--help"))).isNull();
        assertThat(PlainRun.parse(List.of("run", "-c"))).isNull();
        assertThat(PlainRun.parse(List.of("run", "-c", ""))).isNull();
        assertThat(PlainRun.parse(List.of("run", "-c", "--pid-file"))).isNull();
        assertThat(PlainRun.parse(List.of("run", "-c", "a", "-c", "b"))).isNull();
        assertThat(PlainRun.parse(List.of("run", "--pid-file", "a", "--pid-file", "b")))
                .isNull();
        assertThat(PlainRun.parse(List.of("run", "--config=f"))).isNull();
        assertThat(PlainRun.parse(List.of("run", "conf", "lb.conf"))).isNull();
    }
}
