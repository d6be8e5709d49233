package io.tcplb.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class FrameTest {
    @Test
    void overwritesWhatWasThereAndErasesTheRest() {
        assertThat(Frame.of(List.of("one", "two"), 24)).isEqualTo("\033[Hone\033[K\r\ntwo\033[K\033[J");
    }

    @Test
    void clearsNothingFirst() {
        assertThat(Frame.of(List.of("one"), 24)).doesNotContain("\033[2J");
    }

    @Test
    void leavesOutWhatWouldMakeTheScreenScroll() {
        List<String> lines = List.of("1", "2", "3", "4", "5");
        assertThat(Frame.of(lines, 5)).doesNotContain("more lines");
        assertThat(Frame.of(lines, 3))
                .contains("1\033", "2\033", "… 3 more lines")
                .doesNotContain("3\033[K\r\n4");
        assertThat(Frame.of(lines, 3).split("\r\n", -1)).hasSize(3);
        assertThat(Frame.of(lines, 1).split("\r\n", -1)).hasSize(1);
    }
}
